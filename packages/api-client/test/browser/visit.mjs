// Visits to the page with the client.
import assert from "node:assert/strict";
import { api, hardReload, register } from "./tools.mjs";
import { serveSite } from "./site.mjs";

export const SITE = `http://localhost:${await serveSite(5173)}`; // allowed by the default of CORS_ORIGINS
export const LOGGED_OUT = "Not logged in.";

export const says = (page, text) => page.locator("output", { hasText: text }).waitFor();

/** Open a tab; `init` runs in it before any other script. */
export async function openTab(context, init = () => {}) {
  const page = await context.newPage();
  await page.addInitScript(init);
  await page.goto(SITE);
  return page;
}

/** Log in to this account, or to a new one, with the form of the page. */
export async function enter(page, account) {
  const { email, password } = account ?? (await register());
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  const answer = page.waitForResponse(`${api}/v1/auth/login`);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  const { access_token: token } = await (await answer).json();
  const loggedIn = `Logged in as ${email}`;
  await says(page, loggedIn);
  return { page, loggedIn, token, email, password };
}

/** Open a tab and log in to a new account. */
export async function logIn({ context, said }) {
  const page = await openTab(context);
  await says(page, LOGGED_OUT);
  assert.deepEqual(said, []); // a visit without a login leaves the console empty
  return enter(page);
}

export async function assertAlive(page, loggedIn) {
  await hardReload(page);
  await says(page, loggedIn);
  const sessions = await page.evaluate(() => window.stylipp.api.GET("/v1/auth/sessions"));
  assert.equal(sessions.data.total, 1);
}
