import { t } from "./texts/index.ts";

let asking = 0;
let page = { pathname: "", href: "" };

/** Ask before the page is left, also by links, which load a page then, as without a script, and by going back. */
export function askBeforeLeaving(): () => void {
  const stop = new AbortController();
  const onClick = (event: Event) => (event.target as Element).closest("a[href^='/']") && event.stopPropagation();
  addEventListener("beforeunload", (event) => event.preventDefault(), stop);
  document.addEventListener("click", onClick, { capture: true, signal: stop.signal });
  asking += 1;
  const { pathname, href } = location;
  page = { pathname, href };
  return () => (stop.abort(), void (asking -= 1));
}

// Not by the function: this has to be called before the router's own, which shows the other page.
addEventListener("popstate", (event) => {
  if (asking === 0 || location.pathname === page.pathname || confirm(t.leavePage)) return;
  event.stopImmediatePropagation();
  history.pushState(history.state, "", page.href);
});

/** Ask the same before a logout, which loads no page. */
export const mayLeave = (): boolean => asking === 0 || confirm(t.leave);
