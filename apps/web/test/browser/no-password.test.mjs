// Accounts without a password: a mailed code takes its place, and they can set one.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { age } from "./factors.mjs";
import { api, browserTest, call, failed, mailTo, register, scanAllFour } from "./tools.mjs";

const NEW = "copper lantern meadow 4";
const region = (page, name) => page.getByRole("region", { name, exact: true });
const press = (part, name) => part.getByRole("button", { name, exact: true }).click();

/** The code in a mail that asks for one. */
const codeIn = (mail) => /\b(\d{4}) (\d{4})\b/.exec(mail.subject).slice(1).join("");

/** Log a browser in by a mailed code, which makes the account if there is none. */
async function loggedInByMail(context, email = `${randomUUID()}@example.com`, before = []) {
  const start = await context.request.post(`${api}/v1/auth/email/login`, { data: { email } });
  assert.ok(start.ok(), await start.text());
  const mail = await mailTo(email, "", before);
  const answer = await context.request.post(`${api}/v1/auth/email/login/complete`, { data: { code: codeIn(mail) } });
  assert.equal(answer.status(), 200, await answer.text());
  const { access_token: token } = await answer.json();
  return { email, token, mail, id: (await call(token, "GET", "/v1/users/me")).id };
}

browserTest("an account without a password sets one after a mailed code, which is pasted in two halves", async ({ context, said }) => {
  const account = await loggedInByMail(context);
  await age(account);
  const page = await context.newPage();
  await page.goto(`${api}/account`);
  const part = region(page, "Password");
  await part.getByText("Your account has no password.").waitFor();
  assert.equal(await page.getByLabel("Current password").count(), 0); // nor for the address
  await part.getByLabel("New password").fill(NEW);
  await press(part, "Set a password");
  const dialog = page.getByRole("dialog", { name: "Prove that it is you" });
  await dialog.getByRole("button", { name: "Mail me a code" }).waitFor();
  assert.equal(await dialog.getByRole("textbox").count(), 0);
  await press(dialog, "Mail me a code");
  await dialog.getByRole("status").getByText("A code is on its way to you.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), "mail_code");
  await dialog.getByRole("button", { name: "Send it again" }).waitFor();
  const mail = await mailTo(account.email, "", [account.mail]);
  await dialog.getByLabel("Code from our mail").fill("1234 567");
  await press(dialog, "Continue");
  await dialog.getByText("Enter the eight digits.").waitFor();
  const code = codeIn(mail);
  await dialog.getByLabel("Code from our mail").fill(`${code.slice(0, 4)} ${code.slice(4)}`);
  await press(dialog, "Continue");
  await part.getByText("Your password is set.").waitFor();
  await call(undefined, "POST", "/v1/auth/login", { email: account.email, password: NEW });
  await region(page, "E-mail").getByLabel("Current password").waitFor();
  assert.deepEqual(said.splice(0), [failed("403 (Forbidden)", "/v1/users/me/password")]);
});

browserTest("an account without a password is deleted without one, but asked once more", async ({ context }) => {
  await loggedInByMail(context);
  const page = await context.newPage();
  await page.goto(`${api}/account/delete`);
  await press(page, "Delete my account");
  const dialog = page.getByRole("dialog", { name: "Delete your account, at once and for good?" });
  await press(dialog, "Cancel");
  await dialog.waitFor({ state: "hidden" });
  await press(page, "Delete my account");
  await press(dialog, "Delete my account");
  await page.getByText("Your account is gone.").waitFor();
});

browserTest("the owner is told once that the password of somebody else was removed", async ({ context }) => {
  const { email } = await register();
  const page = await context.newPage();
  await page.goto(`${api}/login/mail`);
  await page.getByLabel("E-mail").fill(email);
  await press(page, "Send me a code");
  await page.getByLabel("Code", { exact: true }).fill(codeIn(await mailTo(email, "/login/mail")));
  await press(page, "Log in");
  const notice = page.getByText("Your address is confirmed. The password set before was removed; set a new one.");
  await notice.waitFor();
  await scanAllFour(page, "account-claimed");
  await page.getByRole("link", { name: "Delete your account" }).click();
  await page.getByRole("heading", { level: 1, name: "Delete your account" }).waitFor();
  assert.equal(await notice.count(), 1); // until it is closed
  await press(page, "Close");
  assert.equal(await notice.count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  const another = await context.newPage();
  for (const tab of [page, another]) {
    await tab.goto(`${api}/account`, { waitUntil: "networkidle" });
    await region(tab, "Activity").getByText("Address confirmed; what was set up before was removed").waitFor();
    await region(tab, "Password").getByText("Your account has no password.").waitFor();
    assert.equal(await notice.count() + await tab.getByText("Your address is confirmed.").count(), 0);
  }
});

browserTest("the language of the mails is chosen on the account page", async ({ context }) => {
  const account = await loggedInByMail(context);
  const page = await context.newPage();
  await page.goto(`${api}/account`, { waitUntil: "networkidle" });
  const part = region(page, "Profile");
  await part.getByLabel("Language of our mails").selectOption({ label: "Deutsch" });
  await press(part, "Save the language");
  await part.getByText("The language of our mails is saved.").waitFor();
  assert.equal((await call(account.token, "GET", "/v1/users/me")).locale, "de");
  assert.equal(await part.getByLabel("Language of our mails").inputValue(), "de");
});
