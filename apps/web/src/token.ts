import { isReturn } from "./returned.ts";

/**
 * The one-time token of a mailed link. Taken out of the address before anything is drawn, so that it
 * gets into neither the history nor a screenshot; kept in memory only.
 */
export function tokenIn(hash: string): string | undefined {
  return /^#token=([\w-]{16,128})$/.exec(hash)?.[1];
}

const isMailed = location.hash.startsWith("#token");

/** Empty if the link is damaged. */
export let mailedToken = isMailed ? (tokenIn(location.hash) ?? "") : undefined;
if (isMailed) history.replaceState(null, "", location.pathname);

/** Forget a token that is used, or that the API does not know. */
export function forgetToken(): void {
  mailedToken = undefined;
}

/** A link that is pasted into the address of an open page loads nothing by itself. */
export function reloadForPastedLink(): void {
  addEventListener("hashchange", () => {
    if (location.hash.startsWith("#token") || (location.hash && isReturn(location.pathname))) location.reload();
  });
}
