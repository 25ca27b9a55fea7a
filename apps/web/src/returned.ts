/**
 * What a provider sent the browser back with. Taken out of the address before anything is drawn, as a mailed
 * token is; kept in memory only. What this tab remembered over the redirect is taken out of its storage.
 */
const CONNECT = "stylipp.connect";
const PROOF = "stylipp.proof";
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
  /** The provider whose account is to be connected. */
  connect: isHere ? take(CONNECT) : null,
  /** The provider that a proof was wanted of; without both, it is a login. */
  proof: isHere ? take(PROOF) : null,
  /** Where to go after the login or the proof: not checked yet. */
  next: isHere ? take(NEXT) : null,
};

if (isHere) history.replaceState(null, "", location.pathname);

/** The browser is about to be sent to a provider to log in, and on to this page after it. */
export function rememberLogin(next: string): void {
  remember({ [NEXT]: next });
}

/** The browser is about to be sent to a provider, to connect an account there. */
export function rememberConnection(provider: string): void {
  remember({ [CONNECT]: provider });
}

/** The browser is about to be sent to a provider, to prove who is at it, and back to this page after it. */
export function rememberProof(provider: string, next: string): void {
  remember({ [PROOF]: provider, [NEXT]: next });
}

function remember(items: Record<string, string>): void {
  [CONNECT, PROOF, NEXT].forEach((key) => sessionStorage.removeItem(key)); // of what was given up at a provider
  Object.entries(items).forEach(([key, value]) => sessionStorage.setItem(key, value));
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
