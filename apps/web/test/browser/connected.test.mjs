// Accounts at a certified provider: connected, used as proof, disconnected.
import assert from "node:assert/strict";
import { age, codeOf, verifiedAccount } from "./factors.mjs";
import { assertClean, forgetProvider, logInThere, posts } from "./provider.mjs";
import { api, browserTest, call, loggedIn, scanAllFour } from "./tools.mjs";

const OWN = "/v1/users/me/identities/acme";
const button = (part, name) => part.getByRole("button", { name, exact: true });
const partOf = (page) => page.getByRole("region", { name: "Connected accounts" });
const proofOf = (page) => page.getByRole("dialog", { name: "Prove that it is you" });

/** Connect an account at the provider. */
async function connect(page, name) {
  await page.goto(`${api}/account/security`);
  await button(partOf(page), "Connect Acme").click();
  await logInThere(page, name);
  await button(partOf(page), "Disconnect Acme").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Connected accounts");
}

/** Press the button, and the one in the dialog that asks. */
async function disconnect(page) {
  await button(partOf(page), "Disconnect Acme").click();
  const asked = page.getByRole("dialog", { name: /^Disconnect Acme\?/ });
  await button(asked, "Disconnect").click();
  return asked;
}

browserTest("an account at a provider is connected without a new login, and disconnected after one there", async (own) => {
  const account = await loggedIn(own.context, await verifiedAccount());
  const page = await own.context.newPage();
  const [connections, logins] = [posts(page, OWN), posts(page, "/v1/auth/oidc/acme/complete")];
  await connect(page, `connected-${process.pid}`);
  await assertClean(page);
  assert.deepEqual([connections.length, logins.length], [1, 0]);
  assert.equal(await button(partOf(page), "Connect Acme").count(), 0);
  await button(partOf(page), "Connect Bravo").waitFor();
  await scanAllFour(page, "security-connected");

  await age(account);
  await disconnect(page);
  await proofOf(page).getByText("what you have entered on it is lost").waitFor();
  const answered = page.waitForResponse("**/v1/auth/oidc/acme/complete");
  await button(proofOf(page), "Log in again with Acme").click();
  await answered; // the provider remembers its login
  await page.waitForURL(`${api}/account/security#connected`);
  await disconnect(page);
  await partOf(page).getByRole("status").getByText("Acme is disconnected.").waitFor();
  await button(partOf(page), "Connect Acme").waitFor();
  assert.equal(logins.length, 1);
  await assertClean(page);
  forgetProvider(own);
  assert.match(own.said.splice(0).join(), /^error: .* 403 \(Forbidden\) \[\/v1\/users\/me\/identities\/[\w-]{36}\]$/);
});

browserTest("with two-step login a login at the provider is not offered as proof", async (own) => {
  const account = await loggedIn(own.context, await verifiedAccount());
  const page = await own.context.newPage();
  await connect(page, `two-step-${process.pid}`);
  const { secret } = await call(account.token, "POST", "/v1/users/me/totp");
  await call(account.token, "POST", "/v1/users/me/totp/confirm", { code: await codeOf({ secret, step: 0 }) });
  await age(account);
  await page.reload();
  await disconnect(page);
  await proofOf(page).getByRole("textbox", { name: "Code" }).waitFor();
  assert.equal(await proofOf(page).getByText("Acme").count(), 0);
  await button(proofOf(page), "Cancel").click();
  forgetProvider(own);
  assert.match(own.said.splice(0).join(), /403 \(Forbidden\)/);
});

browserTest("the only way into an account stays, and the page says what to do first", async (own) => {
  const page = await own.context.newPage();
  await page.goto(`${api}/login?next=/account/security`);
  await button(page, "Continue with Acme").click();
  await logInThere(page, `only-${process.pid}`); // whose address is not confirmed
  await page.getByText("Confirm your address first").waitFor();
  const asked = await disconnect(page);
  await asked.getByText("This is the only way into your account. Add another one first, such as a password.").waitFor();
  await button(asked, "Cancel").click();
  await button(partOf(page), "Disconnect Acme").waitFor();
  assert.equal(await button(partOf(page), "Connect Bravo").count(), 0);
  forgetProvider(own);
  assert.match(own.said.splice(0).join(), /409 \(Conflict\)/);
});
