// Accounts at a certified provider: connected, used as proof, disconnected.
import assert from "node:assert/strict";
import { age, codeOf, verifiedAccount } from "./factors.mjs";
import { assertClean, forgetProvider, logInThere, posts, THERE } from "./provider.mjs";
import { api, browserTest, call, loggedIn, scanAllFour } from "./tools.mjs";

const OWN = "/v1/users/me/identities/acme";
const button = (part, name) => part.getByRole("button", { name, exact: true });
const partOf = (page) => page.getByRole("region", { name: "Connected accounts" });
const newsOf = (page) => page.getByRole("banner").getByText("You have proven that it is you. Do it again now.");
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

/** How many sessions the account of a token has. */
const sessionsOf = async ({ token }) => (await call(token, "GET", "/v1/auth/sessions")).total;

/** Go to the provider to prove that it is the owner, and log in there although it remembers a login. */
async function proveThere(page, name) {
  await disconnect(page);
  await button(proofOf(page), "Log in again with Acme").click();
  await logInThere(page, name);
  await page.waitForURL(`${api}/account/security#connected`);
}

browserTest("an account at a provider is connected without a new login, and disconnected after a new one there", async (own) => {
  const account = await loggedIn(own.context, await verifiedAccount());
  const page = await own.context.newPage();
  const name = `connected-${process.pid}`;
  const [connections, logins] = [posts(page, OWN), posts(page, "/v1/auth/oidc/acme/complete")];
  const proofs = posts(page, "/v1/auth/reauthenticate/oidc/acme");
  await connect(page, name);
  await assertClean(page);
  assert.deepEqual([connections.length, logins.length], [1, 0]);
  assert.equal(await button(partOf(page), "Connect Acme").count(), 0);
  await button(partOf(page), "Connect Bravo").waitFor();
  await scanAllFour(page, "security-connected");

  await age(account);
  const sessions = await sessionsOf(account);
  await proveThere(page, name);
  await newsOf(page).waitFor();
  await scanAllFour(page, "security-proven");
  await disconnect(page);
  await partOf(page).getByRole("status").getByText("Acme is disconnected.").waitFor();
  await newsOf(page).waitFor({ state: "detached" });
  await button(partOf(page), "Connect Acme").waitFor();
  assert.deepEqual([proofs.length, logins.length, await sessionsOf(account)], [1, 0, sessions]);
  await assertClean(page);
  forgetProvider(own);
  assert.match(own.said.splice(0).join(), /^error: .* 403 \(Forbidden\) \[\/v1\/users\/me\/identities\/[\w-]{36}\]$/);
});

browserTest("another account at the provider proves nothing, logs nobody in and creates no account", async (own) => {
  const account = await loggedIn(own.context, await verifiedAccount());
  const page = await own.context.newPage();
  const logins = posts(page, "/v1/auth/oidc/acme/complete");
  await connect(page, `mine-${process.pid}`);
  await age(account);
  const sessions = await sessionsOf(account);
  await proveThere(page, `theirs-${process.pid}`);
  const refused = page.getByRole("banner").getByRole("alert");
  await refused.getByText("You were logged in with another account there, which is not connected to this one.").waitFor();
  await page.getByRole("banner").getByText(account.email).waitFor();
  await scanAllFour(page, "security-not-proven");
  await assertClean(page);
  assert.deepEqual([logins.length, await sessionsOf(account)], [0, sessions]);
  await page.reload();
  await button(partOf(page), "Disconnect Acme").waitFor();
  assert.equal(await refused.count(), 0);
  await disconnect(page); // still unproven
  await button(proofOf(page), "Cancel").click();
  await button(partOf(page), "Disconnect Acme").waitFor();
  forgetProvider(own);
  const said = own.said.splice(0);
  assert.equal(said.filter((line) => / 401 .*\[\/v1\/auth\/reauthenticate\/oidc\/acme\]$/.test(line)).length, 1);
  assert.equal(said.filter((line) => / 403 .*\/identities\//.test(line)).length, said.length - 1);
});

browserTest("a proof that is given up at the provider leads back, and a login after it is a login", async (own) => {
  const account = await loggedIn(own.context, await verifiedAccount());
  const page = await own.context.newPage();
  await connect(page, `given-up-${process.pid}`);
  await age(account);
  await disconnect(page);
  await proofOf(page).getByText("what you have entered on it is lost").waitFor();
  await button(proofOf(page), "Log in again with Acme").click();
  await page.waitForURL(THERE);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "Nothing is proven", level: 1 }).waitFor();
  await page.getByText("You have not agreed to it there.").waitFor();
  await page.getByRole("link", { name: "Back to the page before" }).click();
  await page.waitForURL(`${api}/account/security#connected`);
  await assertClean(page);

  await disconnect(page);
  await button(proofOf(page), "Log in again with Acme").click();
  await page.waitForURL(THERE);
  await page.goto(`${api}/account`);
  await button(page, "Log out").click();
  const logins = posts(page, "/v1/auth/oidc/acme/complete");
  await button(page, "Continue with Acme").click();
  await page.waitForURL(`${api}/account`); // the provider remembers its login
  assert.equal(logins.length, 1);
  assert.equal(await newsOf(page).count(), 0);
  forgetProvider(own);
  assert.match(own.said.splice(0).join(), /^(error: .* 403 \(Forbidden\) \[\/v1\/users\/me\/identities\/[\w-]{36}\],?)+$/);
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
