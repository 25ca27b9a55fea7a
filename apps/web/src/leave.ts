import { navigate } from "wouter/use-browser-location";
import { api } from "./api.ts";
import type { Handed } from "./handed.ts";
import { loginPath } from "./next.ts";
import { ROUTES } from "./routes.ts";

/**
 * Leave a page that needs a login as soon as there is none. The login page leads back to here, with what was
 * entered if it is the same account; but not after a logout, also in another tab.
 */
export function leaveWhenLoggedOut(): () => void {
  let account: string | undefined;
  function leave() {
    const { state, accountId } = api.session;
    account = accountId ?? account;
    if (location.pathname === ROUTES.login) return; // it is being drawn
    const handed: Handed = { news: "ended", entries: entered(), account };
    if (state === "ended") navigate(loginPath(location), { replace: true, state: handed });
    if (state === "none") navigate(account ? ROUTES.login : loginPath(location), { replace: true });
  }
  leave();
  return api.session.subscribe(leave);
}

function entered(): Record<string, string> {
  const inputs = document.querySelectorAll<HTMLInputElement>("form input[name]:not([type=password])");
  const open = [...inputs].filter(({ autocomplete }) => !/password|code|off/.test(autocomplete));
  return Object.fromEntries(open.map(({ name, value }) => [name, value]));
}
