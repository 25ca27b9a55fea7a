// The second step of a login: by code, recovery code and passkey, and what happens when it is too late.
import assert from "node:assert/strict";
import { SECURITY_KEY, virtualAuthenticator } from "../../../../packages/api-client/test/browser/authenticator.mjs";
import { addPasskey, age, beginLogin, codeOf, twoStepAccount, verifiedAccount } from "./factors.mjs";
import { api, browserTest, call, failed, forgetErrors, loggedIn } from "./tools.mjs";

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const alert = (page, words) => page.getByRole("alert").getByText(words).waitFor();
const code = (page) => page.getByRole("textbox", { name: "Code", exact: true });
const recoveryCode = (page) => page.getByRole("textbox", { name: "Recovery code" });
const isFocused = (field) => field.evaluate((element) => element === document.activeElement);
const MFA_REQUIRED = failed("401 (Unauthorized)", "/v1/auth/login");
const REFUSED = failed("401 (Unauthorized)", "/v1/auth/mfa/verify");
const TOO_LATE = "The time for the second step is over, or there were too many attempts. Log in again.";

/** Log in with the password, as far as the second step. */
async function enterPassword(page, { email, password }, query = "") {
  await page.goto(`${api}/login${query}`);
  await logInAgain(page, { email, password });
}

async function logInAgain(page, { email, password }) {
  if (email) await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Log in");
  await heading(page, "One more step");
}

browserTest("a pasted code finishes the login, which goes on to where it was asked for", async ({ context, said }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const account = await twoStepAccount();
  await enterPassword(page, account, "?next=/account/data");
  await page.getByText(account.email).waitFor();
  await code(page).waitFor();
  assert.ok(await isFocused(code(page)));
  const names = ["autocomplete", "inputmode", "maxlength", "type"];
  const attributes = await code(page).evaluate((input, names) => names.map((name) => input.getAttribute(name)), names);
  assert.deepEqual(attributes, ["one-time-code", "numeric", null, null]);

  await press(page, "Continue"); // nothing is sent
  await page.getByText("Enter the six digits.").waitFor();
  await code(page).fill("12345");
  await page.getByText("Enter the six digits.").waitFor();
  assert.deepEqual(said.splice(0), [MFA_REQUIRED]);

  await code(page).fill("000000");
  await press(page, "Continue");
  await page.getByText("This code is wrong, or was used before.").waitFor();
  assert.ok(await isFocused(code(page)));
  assert.deepEqual(said.splice(0), [REFUSED]);

  const valid = await codeOf(account);
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${valid.slice(0, 3)} ${valid.slice(3)}`);
  await code(page).fill("");
  await page.keyboard.press("ControlOrMeta+V");
  await page.keyboard.press("Enter");
  await heading(page, "Download your data");
  assert.equal(page.url(), `${api}/account/data`);
  const left = await page.evaluate(() => JSON.stringify(history.state) + document.documentElement.outerHTML);
  assert.ok(!left.includes(valid));
  await page.goBack(); // the login leads on, and the second step is over
  await heading(page, /^(Download your data|Your account)$/);
});

browserTest("a recovery code works once, and is written as people like", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await twoStepAccount();
  const typed = account.codes[0].toLowerCase().replaceAll("-", " ");
  await enterPassword(page, account);
  await press(page, "Use a recovery code");
  assert.ok(await isFocused(recoveryCode(page)));
  await recoveryCode(page).fill(typed);
  await page.keyboard.press("Enter");
  await heading(page, "Your account");
  await page.getByRole("banner").getByRole("button", { name: "Log out" }).click();
  await heading(page, "Log in");
  await logInAgain(page, account);
  await press(page, "Use a recovery code");
  await recoveryCode(page).fill(typed);
  await page.keyboard.press("Enter");
  await page.getByText("This code is wrong, or was used before.").waitFor();
  assert.equal(await recoveryCode(page).inputValue(), typed);
  await press(page, "Use your authenticator app");
  assert.ok(await isFocused(code(page)));
  await code(page).fill(await codeOf(account));
  await page.keyboard.press("Enter");
  await heading(page, "Your account");
  assert.deepEqual(said.splice(0), [MFA_REQUIRED, MFA_REQUIRED, REFUSED]);
});

browserTest("a security key that only wants to be touched is a second step", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await verifiedAccount();
  await page.goto(`${api}/forgot-password`);
  const key = await virtualAuthenticator(page, SECURITY_KEY);
  await addPasskey(page, account, "second_factor");
  await call(account.token, "PUT", "/v1/users/me/two-step", { is_on: true });
  await enterPassword(page, account);
  const button = page.getByRole("button", { name: "Use a passkey" });
  await button.waitFor();
  assert.equal(await code(page).count(), 0); // there is no app
  assert.ok(await isFocused(button));

  const [credential] = await key.passkeys();
  await key.forget(credential.credentialId);
  await button.click();
  await alert(page, "No passkey was used");
  await key.add(credential);
  await button.click();
  await heading(page, "Your account");
  assert.deepEqual(said.splice(0), [MFA_REQUIRED]);
});

browserTest("a device that is remembered is not asked again, until it is forgotten", async ({ context, anotherContext, said }) => {
  const page = await context.newPage();
  const account = await twoStepAccount();
  await enterPassword(page, account);
  const box = page.getByRole("checkbox", { name: "Do not ask again on this device for 30 days" });
  assert.ok(!(await box.isChecked()));
  await box.check();
  await press(page, "Use a recovery code");
  assert.ok(await box.isChecked());
  await press(page, "Use your authenticator app");
  await code(page).fill(await codeOf(account));
  await press(page, "Continue");
  await heading(page, "Your account");
  await page.getByRole("banner").getByRole("button", { name: "Log out" }).click();
  await heading(page, "Log in");
  await page.getByRole("textbox", { name: "E-mail" }).fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await press(page, "Log in");
  await heading(page, "Your account");

  const other = await (await anotherContext()).newPage();
  await enterPassword(other, account);
  const { access_token } = await (await context.request.post(`${api}/v1/auth/refresh`)).json();
  await call(access_token, "DELETE", "/v1/users/me/trusted-devices");
  await page.getByRole("banner").getByRole("button", { name: "Log out" }).click();
  await heading(page, "Log in");
  await logInAgain(page, account);
  assert.deepEqual(said.splice(0), [MFA_REQUIRED, MFA_REQUIRED, MFA_REQUIRED]);
});

browserTest("a second step that comes too late leads back to the login, with the address and where to go", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await twoStepAccount();
  await enterPassword(page, account, "?next=/account/data");
  await context.clearCookies({ name: /_mfa$/ });
  await code(page).fill("123456");
  await press(page, "Continue");
  await heading(page, "Log in");
  await page.getByRole("status").getByText(TOO_LATE).waitFor();
  assert.equal(await page.getByRole("textbox", { name: "E-mail" }).inputValue(), account.email);
  assert.equal(page.url(), `${api}/login?next=/account/data`);

  await logInAgain(page, { password: account.password });
  for (let guess = 1; guess <= 5; guess += 1) {
    await code(page).fill(`00000${guess}`);
    const answer = page.waitForResponse(`${api}/v1/auth/mfa/verify`);
    await press(page, "Continue");
    await answer;
  }
  await code(page).fill("123456"); // no code counts any more
  await press(page, "Continue");
  await page.getByRole("status").getByText(TOO_LATE).waitFor();
  await logInAgain(page, { password: account.password });
  await code(page).fill(await codeOf(account));
  await press(page, "Continue");
  await heading(page, "Download your data");
  assert.deepEqual(forgetErrors(said), []);
});

browserTest("the page of the second step asks for a login where none has begun, and leads on where there is one", async ({ context, said }) => {
  const page = await context.newPage();
  await page.goto(`${api}/login/second-step?next=/account/data`);
  await heading(page, "Log in");
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  assert.equal(await page.getByText("second step").count(), 0); // none is over
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/mfa/options")]);
  await loggedIn(context);
  await page.goto(`${api}/login/second-step?next=/account/data`);
  await heading(page, "Download your data");
  forgetErrors(said);
});

browserTest("the second step survives a reload, and one leads back to the login with the address", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await twoStepAccount();
  await enterPassword(page, account);
  await page.reload();
  await page.getByText(account.email).waitFor();
  await code(page).waitFor();
  await page.getByRole("link", { name: "Back to the login" }).click();
  await heading(page, "Log in");
  assert.equal(await page.getByRole("textbox", { name: "E-mail" }).inputValue(), account.email);
  assert.deepEqual(said.splice(0), [MFA_REQUIRED]);
});

browserTest("a second step says whose it is, and is over when another login has begun in another tab", async ({ context, said }) => {
  const [first, second] = [await twoStepAccount(), await twoStepAccount()];
  const page = await context.newPage();
  await enterPassword(page, first);
  await page.getByText(first.email).waitFor();
  const other = await context.newPage();
  await enterPassword(other, second);
  await code(page).fill(await codeOf(first));
  await press(page, "Continue");
  await heading(page, "Log in");
  await page.getByRole("status").getByText(TOO_LATE).waitFor();
  assert.equal(await page.getByRole("textbox", { name: "E-mail" }).inputValue(), first.email);

  await page.goto(`${api}/login/second-step`);
  await page.getByText(second.email).waitFor();
  await page.goBack();
  await logInAgain(page, first);
  await other.reload(); // its history has the address of the second account
  await other.getByText(first.email).waitFor();
  assert.equal(await other.getByText(second.email).count(), 0);
  await code(other).fill(await codeOf(first));
  await press(other, "Continue");
  await heading(other, "Your account");
  assert.deepEqual(forgetErrors(said), []);
});

browserTest("the page says for how long a device is remembered, and offers it only where it is", async ({ context }) => {
  await beginLogin(context, await twoStepAccount());
  const page = await context.newPage();
  for (const [seconds, words] of [[86_400, /for 1 day$/], [7 * 86_400, /for 7 days$/], [0, undefined]]) {
    await page.route("**/v1/auth/mfa/options", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), remember_seconds: seconds } });
    }, { times: 1 });
    await page.goto(`${api}/login/second-step`);
    await code(page).waitFor();
    assert.equal(await page.getByRole("checkbox").count(), words ? 1 : 0);
    if (words) await page.getByRole("checkbox", { name: words }).waitFor();
  }
});

browserTest("a passkey that is asked for is not used after another way was chosen, or the page was left", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await twoStepAccount();
  await page.goto(`${api}/forgot-password`);
  const authenticator = await virtualAuthenticator(page);
  await addPasskey(page, account);
  await beginLogin(context, account);
  await authenticator.approve(false); // requests wait
  const sent = [];
  page.on("request", (request) => sent.push(new URL(request.url()).pathname));
  await page.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    window.asked = [];
    navigator.credentials.get = (options) => (window.asked.push(options.signal), get(options));
  });
  await page.goto(`${api}/login/second-step`);
  await press(page, "Use a passkey");
  await press(page, "Use a recovery code");
  assert.deepEqual(await page.evaluate(() => window.asked.map(({ aborted }) => aborted)), [true]);
  await press(page, "Use a passkey");
  await authenticator.approve(true); // requests from now on
  await page.getByRole("link", { name: "Back to the login" }).click();
  await heading(page, "Your account"); // by the autofill of the login
  assert.deepEqual(sent.filter((path) => path.endsWith("/verify")), []);
  assert.deepEqual(said, []);
}, { isWhole: true });

browserTest("at a number instead of a name, the second step and the dialog say why a passkey cannot be used", async ({ context, said }) => {
  const account = await verifiedAccount();
  const page = await context.newPage();
  await page.goto(`${api}/forgot-password`);
  await virtualAuthenticator(page);
  await addPasskey(page, account);
  const { codes } = await call(account.token, "PUT", "/v1/users/me/two-step", { is_on: true });
  const site = api.replace("localhost", "127.0.0.1");
  const { email, password } = account;
  await context.request.post(`${site}/v1/auth/login`, { data: { email, password } });
  await page.goto(`${site}/login/second-step`);
  await page.getByText("Passkeys do not work here").waitFor();
  await recoveryCode(page).fill(codes[0]);
  await press(page, "Continue");
  await heading(page, "Your account");
  await age(account);
  await page.goto(`${site}/account/data`);
  await press(page, "Download");
  await page.getByRole("dialog").getByText("Passkeys do not work here").waitFor();
  await page.getByRole("dialog").getByRole("textbox", { name: "Recovery code" }).waitFor();
  forgetErrors(said);
});
