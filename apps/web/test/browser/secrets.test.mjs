// Passwords and tokens are nowhere but in memory and in the requests that send them.
// The two keys of sessionStorage, a path and the name of a provider, are there during a login at a provider only
// (sign-in.test.mjs).
import assert from "node:assert/strict";
import { api, browserTest, failed, mailTo, register } from "./tools.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Everywhere that a page can leave something, and what it has stored. */
const traces = (page) =>
  page.evaluate(async () => ({
    text: [
      location.href,
      JSON.stringify(history.state),
      document.title,
      document.documentElement.outerHTML,
      document.referrer,
      window.name,
      ...performance.getEntriesByType("resource").map(({ name }) => name),
    ],
    stored: [
      document.cookie,
      localStorage.length + sessionStorage.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
      (await navigator.serviceWorker.getRegistrations()).length,
    ],
  }));

browserTest("no password or token is in an address, the document, the history, a storage or the console", async (own) => {
  const { context, said } = own;
  const secrets = ["violet anvil kettle 7", "wrong horse staple", "copper lantern meadow 4"];
  const [password, wrong, second] = secrets;
  const addresses = [];
  context.on("request", (request) => addresses.push(request.url()));
  const answers = [];
  context.on("response", async (response) => {
    if (!/\/auth\/(login|refresh)|\/me\/password/.test(response.url()) || response.status() !== 200) return;
    answers.push(response.json().then((body) => secrets.push(body.access_token), () => undefined));
  });
  const page = await context.newPage();
  /** Messages of the console are examined before they are taken out. */
  async function examine(where, expected = []) {
    await page.waitForLoadState("networkidle");
    await Promise.all(answers);
    const { text, stored } = await traces(page);
    assert.deepEqual(stored, ["", 0, 0, 0, 0], where);
    for (const place of [...text, ...addresses, ...said]) {
      const found = secrets.find((secret) => place.includes(secret) || place.includes(encodeURIComponent(secret)));
      assert.equal(found, undefined, `${where}: ${place}`);
    }
    assert.deepEqual(said.splice(0), expected, where);
  }

  const { email } = await register();
  await page.goto(`${api}/login?next=/account/data`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(wrong);
  await button(page, "Show password").click();
  await button(page, "Log in").click();
  await page.getByRole("alert").waitFor();
  await examine("a wrong password", [failed("401 (Unauthorized)", "/v1/auth/login")]);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Log in").click();
  await page.getByRole("heading", { name: "Download your data" }).waitFor();
  await examine("logged in");

  const { link } = await mailTo(email, "/verify-email");
  secrets.push(link.split("=")[1]);
  await page.goto("about:blank");
  await page.goto(link.replace(/^https?:\/\/[^/]+/, api));
  await button(page, "Confirm my address").waitFor();
  addresses.splice(0); // Chromium reports the fragment, which it does not send
  await examine("a mailed link");
  await button(page, "Confirm my address").click();
  await page.getByRole("heading", { name: "Address confirmed" }).waitFor();
  await examine("confirmed");

  await page.goto(`${api}/account`);
  const part = page.getByRole("region", { name: "Password", exact: true });
  await part.getByLabel("Current password").fill(password);
  await part.getByLabel("New password").fill(second);
  await button(part, "Change password").click();
  await page.getByText("Your password is changed.").waitFor();
  await examine("a new password");
  await page.reload();
  await page.getByText("That is all.").waitFor();
  await examine("reloaded");
  assert.ok(secrets.length >= 7, "tokens of logins and refreshes were seen");
});
