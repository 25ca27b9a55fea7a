/**
 * The one-time token of a mailed link. Taken out of the address before anything is drawn, so that it
 * gets into neither the history nor a screenshot; kept in memory only.
 */
export function tokenIn(hash: string): string | undefined {
  return /^#token=([\w-]{16,128})$/.exec(hash)?.[1];
}

export const mailedToken = tokenIn(location.hash);
if (location.hash.startsWith("#token")) history.replaceState(null, "", location.pathname);
