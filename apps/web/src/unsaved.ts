import { t } from "./texts/index.ts";

let asking = 0;

/** Have the browser ask before the page is left, also by links: they load a page then, as without a script. */
export function askBeforeLeaving(): () => void {
  const stop = new AbortController();
  const onClick = (event: Event) => (event.target as Element).closest("a[href^='/']") && event.stopPropagation();
  addEventListener("beforeunload", (event) => event.preventDefault(), stop);
  document.addEventListener("click", onClick, { capture: true, signal: stop.signal });
  asking += 1;
  return () => (stop.abort(), void (asking -= 1));
}

/** Ask the same before a logout, which loads no page. */
export const mayLeave = (): boolean => asking === 0 || confirm(t.leave);
