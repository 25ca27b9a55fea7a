// Every page of the app, with something on it, and how to know that it has been drawn.
import { beginLogin, twoStepAccount } from "./factors.mjs";
import { administrator, api, call, loggedIn, register } from "./tools.mjs";

const TOKEN = "#token=EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE";

/** Pages that need no login, by name: an address and the heading in English and German. */
export const PUBLIC = {
  login: ["/login", /^(Log in|Anmelden)$/],
  register: ["/register", /^(Create an account|Konto anlegen)$/],
  forgot: ["/forgot-password", /./],
  verify: [`/verify-email${TOKEN}`, /./],
  "verify-without-link": ["/verify-email", /./],
  reset: [`/reset-password${TOKEN}`, /./],
  "reset-without-link": ["/reset-password", /./],
  change: [`/confirm-email-change${TOKEN}`, /./],
  "change-without-link": ["/confirm-email-change", /./],
  "mail-login": ["/login/mail", /./],
  "mail-login-link": [`/login/mail${TOKEN}`, /./],
  deny: [`/deny${TOKEN}`, /./],
  "deny-without-link": ["/deny", /./],
  "sign-in-denied": ["/sign-in/google#error=access_denied", /./],
  nothing: ["/nothing", /./],
};

/** The page between the password and the session; `prepareSecondStep` gives the browser its ticket. */
export const SECOND_STEP = { "second-step": ["/login/second-step", /^(One more step|Noch ein Schritt)$/] };

export async function prepareSecondStep(context) {
  await beginLogin(context, await twoStepAccount());
  return SECOND_STEP;
}

/** Pages of someone who is logged in; the last ones are those of administrators. */
export const PRIVATE = (id) => ({
  account: ["/account", /./],
  security: ["/account/security", /./],
  photos: ["/account/photos", /./],
  data: ["/account/data", /./],
  delete: ["/account/delete", /./],
  users: ["/admin", /./],
  user: [`/admin/users/${id}`, /@/],
  audit: ["/admin/audit", /./],
});

/** Log in a new administrator, with another account to look at. Returns that account. */
export async function prepare(context) {
  const [account, other] = await Promise.all([administrator(), register()]);
  await call(undefined, "POST", "/v1/auth/login", other);
  await loggedIn(context, account);
  return other;
}

/** Open a page and wait until nothing on it is being loaded any more. */
export async function open(page, [path, heading]) {
  await page.goto("about:blank"); // the pages of mailed links differ by their fragment only
  await page.goto(api + path);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
}
