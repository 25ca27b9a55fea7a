// The dialog that asks for proof that it is the owner, after which the action goes on.
import assert from "node:assert/strict";
import { virtualAuthenticator } from "../../../../packages/api-client/test/browser/authenticator.mjs";
import { addPasskey, age, codeOf, loggedInByDevice, twoStepAccount, verifiedAccount } from "./factors.mjs";
import { api, asOperator, browserTest, failed, forgetErrors, loggedIn } from "./tools.mjs";

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const dialogOf = (page) => page.getByRole("dialog", { name: "Prove that it is you" });
const isFocused = (field) => field.evaluate((element) => element === document.activeElement);
const forbidden = (path) => failed("403 (Forbidden)", path);

/** How often the page has called this. */
function counted(page, path) {
  const calls = { count: 0 };
  page.on("request", (request) => (calls.count += request.method() !== "OPTIONS" && request.url().endsWith(path)));
  return calls;
}

browserTest("a download of all data asks for the password an hour after the login, and then goes on", async ({ context, said }) => {
  const account = await loggedIn(context);
  await age(account);
  const page = await context.newPage();
  const exports = counted(page, "/me/export");
  await page.goto(`${api}/account/data`);
  await press(page, "Download");
  const dialog = dialogOf(page);
  const password = dialog.getByLabel("Password", { exact: true });
  await password.waitFor();
  assert.ok(await isFocused(password));
  assert.equal(await dialog.getByRole("textbox", { name: "Code" }).count(), 0);
  await password.fill("wrong");
  await press(dialog, "Continue");
  await dialog.getByText("This is not your password.").waitFor();
  assert.ok(await isFocused(password));
  assert.equal(exports.count, 1);
  await password.fill(account.password);
  const download = page.waitForEvent("download");
  await press(dialog, "Continue");
  assert.match((await download).suggestedFilename(), /^stylipp-/);
  await page.getByText("Your file is ready.").waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal(exports.count, 2);
  const refused = failed("401 (Unauthorized)", "/v1/auth/reauthenticate");
  assert.deepEqual(said.splice(0), [forbidden("/v1/users/me/export"), refused]);
  await press(page, "Download"); // the proof is new
  await page.waitForResponse(/export/);
  assert.equal(exports.count, 3);
});

browserTest("a change of the address keeps its entries while a code is asked for, or the dialog is canceled", async ({ context, said }) => {
  const account = await twoStepAccount();
  await loggedInByDevice(context, account);
  const page = await context.newPage();
  await page.goto(`${api}/account`);
  const part = page.getByRole("region", { name: "E-mail", exact: true });
  const next = `next-${account.email}`;
  await part.getByLabel("New e-mail").fill(next);
  await part.getByLabel("Current password").fill(account.password);
  const changes = counted(page, "/v1/users/me/email");

  for (const cancel of [(dialog) => press(dialog, "Cancel"), () => page.keyboard.press("Escape")]) {
    await press(part, "Change e-mail");
    const code = dialogOf(page).getByRole("textbox", { name: "Code" });
    await code.waitFor();
    assert.ok(await isFocused(code));
    await cancel(dialogOf(page));
    await part.getByRole("alert").getByText("Nothing was done: prove first that it is you.").waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.ok(await page.evaluate(() => document.activeElement.closest("section") !== null)); // not lost
    assert.equal(await part.getByLabel("New e-mail").inputValue(), next);
    assert.equal(await part.getByLabel("Current password").inputValue(), account.password);
  }
  await press(part, "Change e-mail");
  const valid = await codeOf(account);
  await dialogOf(page).getByRole("textbox", { name: "Code" }).fill(`${valid.slice(0, 3)} ${valid.slice(3)}`);
  changes.count = 0;
  await page.keyboard.press("Enter");
  await part.getByText(`${next} waits to be confirmed`).waitFor();
  assert.equal(changes.count - 1, 1); // one change, and one look at what has come of it
  assert.deepEqual(said.splice(0), Array(3).fill(forbidden("/v1/users/me/email")));
});

browserTest("a change of the password goes on after a recovery code", async ({ context, said }) => {
  const account = await twoStepAccount();
  await loggedInByDevice(context, account);
  const page = await context.newPage();
  await page.goto(`${api}/account`);
  const part = page.getByRole("region", { name: "Password", exact: true });
  await part.getByLabel("Current password").fill(account.password);
  await part.getByLabel("New password").fill("copper lantern meadow 4");
  await press(part, "Change password");
  const dialog = dialogOf(page);
  await press(dialog, "Use a recovery code");
  assert.equal(await dialog.getByRole("button", { name: /passkey/ }).count(), 0); // there is none
  assert.equal(await dialog.getByRole("button", { name: /password/ }).count(), 0); // is not enough
  await dialog.getByRole("textbox", { name: "Recovery code" }).fill(account.codes[3]);
  await page.keyboard.press("Enter");
  await part.getByText("Your password is changed.").waitFor();
  assert.deepEqual(said.splice(0), [forbidden("/v1/users/me/password")]);
});

browserTest("an account is deleted after a touch of a passkey, without a second press", async ({ context, said }) => {
  const account = await twoStepAccount();
  const page = await context.newPage();
  await page.goto(`${api}/forgot-password`);
  await virtualAuthenticator(page);
  await addPasskey(page, { token: (await freshLogin(account)).access_token });
  await loggedInByDevice(context, account);
  const deletions = counted(page, "/me/delete");
  await page.goto(`${api}/account/delete`);
  await page.getByLabel("Current password").fill(account.password);
  await press(page, "Delete my account");
  await press(dialogOf(page), "Use a passkey");
  await page.getByText("Your account is gone.").waitFor();
  assert.equal(deletions.count, 2);
  // The authenticator offers the passkey to the login page at once.
  await page.getByRole("alert").getByText("This passkey does not belong to an account any more.").waitFor();
  assert.deepEqual(said.splice(0), [forbidden("/v1/users/me/delete"), failed("401 (Unauthorized)", "/v1/auth/passkey/login")]);
}, { isWhole: true });

/** A login by password and code, without the browser. */
async function freshLogin({ email, password, codes }) {
  const form = { grant_type: "password", username: email, password, mfa_code: codes[9] };
  const answer = await fetch(`${api}/v1/auth/token`, { method: "POST", body: new URLSearchParams(form) });
  assert.equal(answer.status, 200);
  return answer.json();
}

browserTest("a session that ends during the dialog leads to the login, and takes no code along", async ({ context, said }) => {
  const account = await loggedInByDevice(context, await twoStepAccount());
  const page = await context.newPage();
  await page.goto(`${api}/account`);
  const part = page.getByRole("region", { name: "E-mail", exact: true });
  await part.getByLabel("New e-mail").fill("kept@example.com");
  await part.getByLabel("Current password").fill(account.password);
  await press(part, "Change e-mail");
  await press(dialogOf(page), "Use a recovery code");
  await dialogOf(page).getByRole("textbox", { name: "Recovery code" }).fill(account.codes[0]);
  await asOperator("DELETE", `/v1/users/${account.id}/sessions`);
  await page.keyboard.press("Enter");
  await heading(page, "Log in");
  assert.equal(await page.getByRole("dialog").count(), 0);
  const state = await page.evaluate(() => JSON.stringify(history.state));
  assert.match(state, /kept@example.com/);
  assert.ok(!state.includes(account.codes[0]), state);
  forgetErrors(said);
});

browserTest("a dialog that cannot load the account offers to try again", async ({ context, said }) => {
  const account = await loggedIn(context, await verifiedAccount());
  await age(account);
  const page = await context.newPage();
  await page.goto(`${api}/account/data`);
  await page.getByRole("button", { name: "Download" }).waitFor();
  await page.route("**/assets/**", (route) => route.abort()); // the dialog is there already
  await page.route("**/v1/users/me/security", (route) => route.abort());
  await press(page, "Download");
  await dialogOf(page).getByText("There is no connection.").waitFor();
  assert.ok(await isFocused(dialogOf(page).locator(".notice")));
  await page.unroute("**/v1/users/me/security");
  await press(dialogOf(page), "Try again");
  const password = dialogOf(page).getByLabel("Password", { exact: true });
  await password.waitFor();
  assert.ok(await isFocused(password));
  await password.fill(account.password);
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  await download;
  forgetErrors(said);
});
