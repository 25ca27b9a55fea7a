import { navigate } from "wouter/use-browser-location";
import { api } from "./api.ts";
import { loginPath } from "./next.ts";

const isPrivate = (path: string): boolean => /^\/(account|admin)(\/|$)/.test(path);

/** Go to the login page, which leads back to here; with what was entered, unless it was a logout. */
function toLogin(): void {
  if (api.session.state !== "ended") return navigate(loginPath(location), { replace: true });
  const inputs = document.querySelectorAll<HTMLInputElement>("form input[name]:not([type=password])");
  const entries = Object.fromEntries(
    [...inputs].filter(({ autocomplete }) => !/password/.test(autocomplete)).map((i) => [i.name, i.value]),
  );
  navigate(loginPath(location), { replace: true, state: { entries } });
}

/** Leave a private page as soon as there is no login, also after a logout in another tab. */
export function leaveWhenLoggedOut(): () => void {
  function leave() {
    const isOut = api.session.state === "none" || api.session.state === "ended";
    if (isOut && isPrivate(location.pathname)) toLogin();
  }
  leave();
  return api.session.subscribe(leave);
}
