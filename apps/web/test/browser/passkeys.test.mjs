// Logging in with a passkey, from the autofill and by the button.
import assert from "node:assert/strict";
import { virtualAuthenticator } from "../../../../packages/api-client/test/browser/authenticator.mjs";
import { addPasskey, twoStepAccount, verifiedAccount } from "./factors.mjs";
import { api, browserTest, call, failed } from "./tools.mjs";

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const signIn = (page) => page.getByRole("button", { name: "Log in with a passkey" }).click();

/** A page whose browser has a passkey of the account, and no login. */
async function pageWithPasskey(context, account) {
  const page = await context.newPage();
  await page.goto(`${api}/forgot-password`);
  const authenticator = await virtualAuthenticator(page);
  const passkey = await addPasskey(page, account);
  return { page, authenticator, passkey };
}

browserTest(
  "the autofill of the address offers a passkey, which needs no second step, and leads on",
  async ({ context }) => {
    const account = await twoStepAccount();
    const { page } = await pageWithPasskey(context, account);
    await page.goto(`${api}/login?next=/account/data`); // the authenticator chooses at once
    await heading(page, "Download your data");
    await page.getByRole("link", { name: account.email }).waitFor();
  },
  { isWhole: true },
);

browserTest(
  "a passkey that was removed says so in the autofill, and the browser forgets it",
  async ({ context, said }) => {
    const account = await verifiedAccount();
    const { page, authenticator, passkey } = await pageWithPasskey(context, account);
    await call(account.token, "DELETE", `/v1/users/me/passkeys/${passkey.id}`);
    await page.goto(`${api}/login`);
    await page.getByRole("alert").getByText("This passkey does not belong to an account any more.").waitFor();
    assert.deepEqual(await authenticator.passkeys(), []);
    assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/passkey/login")]);
    await page.getByRole("textbox", { name: "E-mail" }).fill(account.email);
    await page.getByLabel("Password", { exact: true }).fill(account.password);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(page, "Your account");
  },
  { isWhole: true },
);

browserTest("a button logs in with a passkey, but not without the user being recognized", async ({ context }) => {
  const account = await verifiedAccount();
  const { page, authenticator } = await pageWithPasskey(context, account);
  await authenticator.verify(false);
  await page.goto(`${api}/login`);
  await signIn(page);
  await page.getByRole("alert").getByText("No passkey was used").waitFor();
  await authenticator.verify(true);
  await signIn(page);
  await heading(page, "Your account");
  await page.getByRole("link", { name: account.email }).waitFor();
});

browserTest("at an address that is no domain there is no button for passkeys", async ({ context }) => {
  const page = await context.newPage();
  await page.goto(`${api.replace("localhost", "127.0.0.1")}/login`);
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: /passkey/ }).count(), 0);
});
