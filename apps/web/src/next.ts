import { isPage, ROUTES } from "./routes.ts";

/**
 * Where to go after the login: the path in `?next=`, with its query and fragment, if it is a page of
 * this app other than those of the login. Anything else, such as `//evil.example`, leads to the account. Only a
 * mailed link may bring a token.
 */
export function safeNext(search: string, origin: string): string {
  const next = new URLSearchParams(search).get("next") ?? "";
  if (!next.startsWith("/") || !URL.canParse(next, origin)) return ROUTES.account;
  const { origin: target, pathname, search: query, hash } = new URL(next, origin);
  const isOurs = target === origin && isPage(pathname) && !/^\/(login|sign-in\/)/.test(pathname);
  return isOurs ? pathname + query + hash.replace(/^#token.*/, "") : ROUTES.account;
}

/** The login page that leads back to where the visitor is. */
export function loginPath({ pathname, search, hash }: Location): string {
  return `/login?${new URLSearchParams({ next: pathname + search + hash })}`;
}
