// Accounts at a certified provider: connected, used as proof, disconnected.
import assert from "node:assert/strict";
import { age, twoStepAccount, verifiedAccount } from "./factors.mjs";
import { assertClean, forgetProvider, logInThere, posts } from "./provider.mjs";
import { api, browserTest, call, failed, loggedIn, scanAllFour } from "./tools.mjs";

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
