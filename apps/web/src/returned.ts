/**
 * What a provider sent the browser back with. Taken out of the address before anything is drawn, as a mailed
 * token is; kept in memory only. What this tab remembered over the redirect is taken out of its storage.
 */
const CONNECT = "stylipp.connect";
const NEXT = "stylipp.next";

/** Whether it is the page that providers send the browser back to. */
export const isReturn = (path: string): boolean => path.startsWith("/sign-in/");

const isHere = isReturn(location.pathname);
const values = new URLSearchParams(isHere ? location.hash.slice(1) : "");

export const returned = {
  code: values.get("code"),
  state: values.get("state"),
  iss: values.get("iss"),
  error: values.get("error"),
  /** The provider whose account is to be connected; null for a login. */
  connect: isHere ? take(CONNECT) : null,
  /** Where to go after the login: not checked yet. */
  next: isHere ? take(NEXT) : null,
};

if (isHere) history.replaceState(null, "", location.pathname);

/** The browser is about to be sent to a provider to log in, and on to this page after it. */
export function rememberLogin(next: string): void {
  sessionStorage.removeItem(CONNECT); // of a connection that was given up at the provider
  sessionStorage.setItem(NEXT, next);
}

/** The browser is about to be sent to a provider, to connect an account there. */
export function rememberConnection(provider: string): void {
  sessionStorage.setItem(CONNECT, provider);
}

let completion: Promise<unknown> | undefined;

/** A code works once, but StrictMode runs effects twice, and a login draws the page anew. */
export function completeOnce<Result>(complete: () => Promise<Result>): Promise<Result> {
  return (completion ??= complete()) as Promise<Result>;
}

function take(key: string): string | null {
  const value = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return value;
}
