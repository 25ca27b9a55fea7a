// The page of the account's security: passkeys, two-step login, recovery codes, remembered devices.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import decodeQr from "qr/decode.js";
import { SECURITY_KEY, virtualAuthenticator } from "../../../../packages/api-client/test/browser/authenticator.mjs";
import { addPasskey, beginLogin, codeOf, loggedInByDevice, twoStepAccount, verifiedAccount } from "./factors.mjs";
import { api, browserTest, call, failed, loggedIn, mailTo, scanAllFour } from "./tools.mjs";

/** The page, loaded. */
async function securityPage(context, site = api) {
  const page = await context.newPage();
  await page.goto(`${site}/account/security`);
  await section(page, "Passkeys").waitFor();
  return page;
}

const section = (page, name) => page.getByRole("region", { name, exact: true });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const dialog = (page) => page.getByRole("dialog");
const focused = (page) => page.evaluate(() => document.activeElement.textContent);
const security = ({ token }) => call(token, "GET", "/v1/users/me/security");

/** The text of a QR code, as a camera reads it. */
async function scanned(page, image) {
  const png = (await image.screenshot()).toString("base64");
  const pixels = await page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    const { width, height, data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width, height, data: [...data] };
  }, png);
  return decodeQr({ ...pixels, data: Uint8Array.from(pixels.data) });
}

/** What another program gets from the clipboard: pages may only write to it. */
async function pasted(context) {
  const page = await context.newPage();
  await page.setContent("<textarea></textarea>");
  await page.getByRole("textbox").press("ControlOrMeta+V");
  await page.waitForFunction(() => document.querySelector("textarea").value);
  const text = await page.getByRole("textbox").inputValue();
  await page.close();
  return text;
}

const shownCodes = async (page) => section(page, "Recovery codes").getByRole("listitem").allTextContents();

browserTest(
  "an app is set up by its QR code, and the recovery codes are shown once: to copy, to save, to print",
  async ({ context, said }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const account = await verifiedAccount();
    await loggedIn(context, account);
    const page = await securityPage(context);
    const part = section(page, "Two-step login");
    await part.getByText("Off", { exact: true }).waitFor();
    assert.equal(await section(page, "Recovery codes").count(), 0);

    await button(part, "Set up an app").click();
    const image = part.getByRole("img", { name: "QR code for your app" });
    await image.waitFor();
    assert.equal(await focused(page), "Connect your app");
    const uri = new URL(await scanned(page, image));
    const secret = uri.searchParams.get("secret");
    assert.match(secret, /^[A-Z2-7]{32}$/);
    assert.ok(decodeURIComponent(uri.pathname).includes(account.email), uri.href);
    await part.getByText(secret.match(/.{4}/g).join(" "), { exact: true }).waitFor();
    assert.equal(await part.getByRole("link", { name: "Open an app on this device" }).getAttribute("href"), uri.href);
    await button(part, "Copy the key").click();
    await part.getByRole("status").getByText("Copied.").waitFor();
    assert.equal(await pasted(context), secret);
    await scanAllFour(page, "security-app");

    const field = part.getByRole("textbox", { name: "Code" });
    await button(part, "Confirm").click();
    await part.getByText("Enter the six digits.").waitFor();
    const app = { secret, step: 0 };
    const code = await codeOf(app);
    await field.fill(String((Number(code) + 1) % 1_000_000).padStart(6, "0"));
    await button(part, "Confirm").click();
    await part.getByText("This code is wrong, or was used before.").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), "code");
    assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/users/me/totp/confirm")]);
    await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.keyboard.press("Enter");

    await part.getByRole("status").getByText("Two-step login is on.").waitFor();
    const codes = await shownCodes(page);
    assert.equal(new Set(codes).size, 10);
    for (const one of codes) assert.match(one, /^[0-9A-Z]{6}(-[0-9A-Z]{6}){3}$/);
    assert.equal(await focused(page), "Recovery codes");
    for (const link of ["Back to your account", account.email]) {
      const asked = page.waitForEvent("dialog");
      const clicked = page.getByRole("link", { name: link }).click();
      assert.equal((await asked).type(), "beforeunload");
      await (await asked).dismiss();
      await clicked;
      assert.deepEqual(await shownCodes(page), codes);
    }
    await part.getByText("Connected", { exact: true }).waitFor();

    const list = section(page, "Recovery codes");
    await button(list, "Copy the codes").click();
    await list.getByRole("status").getByText("Copied.").waitFor();
    assert.deepEqual((await pasted(context)).split("\n"), codes);
    const saving = page.waitForEvent("download");
    await list.getByRole("link", { name: "Download" }).click();
    const file = await saving;
    assert.equal(file.suggestedFilename(), "stylipp-recovery-codes.txt");
    const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\n");
    assert.ok(lines[0].includes(account.email));
    assert.deepEqual(lines.slice(2), codes);
    await page.evaluate(() => addEventListener("beforeprint", () => (window.isPrinted = true)));
    await button(list, "Print").click();
    assert.equal(await page.evaluate("window.isPrinted"), true);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.deepEqual(await printed(page), ["Recovery codes", lines[0], ...codes]);
    const paper = () => [document.documentElement, document.body].map((element) => getComputedStyle(element));
    const [scheme, background] = await page.evaluate(`(${paper})().map((s, i) => (i ? s.backgroundColor : s.colorScheme))`);
    assert.deepEqual([scheme, background], ["light", "rgb(255, 255, 255)"]);
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    await scanAllFour(page, "security-codes");

    await button(list, "I have saved them").click();
    await list.getByText("10 codes are left.").waitFor();
    assert.equal(await focused(page), "Recovery codes");
    for (const one of [secret, ...codes]) assert.equal((await page.content()).includes(one), false);
    await page.reload();
    await list.getByText("10 codes are left.").waitFor();
    assert.deepEqual(await shownCodes(page), []);
    await scanAllFour(page, "security-on");

    await button(part, "Switch off").click();
    await button(dialog(page), "Switch off").click();
    await part.getByRole("status").getByText("Two-step login is off.").waitFor();
    await list.waitFor({ state: "hidden" });
    assert.equal(await focused(page), "Two-step login");
    await page.goto(`${api}/account`);
    const activity = section(page, "Activity");
    for (const words of ["Two-step login switched on", "Authenticator app set up", "Two-step login switched off"]) {
      await activity.getByText(words).waitFor();
    }
  },
  { acceptDownloads: true },
);

/** The lines of text that a printer gets. */
const printed = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .map((element) => element.textContent),
  );

browserTest("a login without the second factor proves itself first; few codes are a warning, new ones replace them", async ({ context, said }) => {
  const account = await twoStepAccount();
  const { token } = await loggedInByDevice(context, account);
  for (const recovery_code of account.codes.slice(2)) {
    await call(account.token, "POST", "/v1/auth/reauthenticate", { recovery_code });
  }
  const page = await securityPage(context);
  const list = section(page, "Recovery codes");
  await list.getByText("2 codes are left. Make new ones before you need them.").waitFor();
  await button(list, "Make new codes").click();
  await button(dialog(page), "Make new codes").click();
  const proof = page.getByRole("dialog", { name: "Prove that it is you" });
  await proof.getByLabel("Code").fill(await codeOf(account));
  await button(proof, "Continue").click();
  await list.getByText("Save these codes now").waitFor();
  assert.equal(await dialog(page).count(), 0);
  assert.equal(await focused(page), "Recovery codes");
  const codes = await shownCodes(page);
  assert.equal(codes.length, 10);
  assert.equal(codes.some((code) => account.codes.includes(code)), false);
  assert.equal((await security({ token })).two_step.recovery_codes_left, 10);
  assert.deepEqual(said.splice(0), [failed("403 (Forbidden)", "/v1/users/me/recovery-codes")]);

  // Another app takes the place of the first one; the recovery codes stay.
  const part = section(page, "Two-step login");
  await button(part, "Replace the app").click();
  const uri = new URL(await scanned(page, part.getByRole("img")));
  await part.getByRole("textbox", { name: "Code" }).fill(await codeOf({ secret: uri.searchParams.get("secret"), step: 0 }));
  await button(part, "Confirm").click();
  await part.getByRole("status").getByText("The app is set up.").waitFor();
  assert.deepEqual(await shownCodes(page), codes);
  assert.equal(await focused(page), "Two-step login");
});

browserTest("a passkey is added, but not twice, renamed and removed, and the browser follows", async ({ context, said }) => {
  const account = await verifiedAccount();
  const { token } = await loggedIn(context, account);
  const page = await securityPage(context);
  const authenticator = await virtualAuthenticator(page);
  const part = section(page, "Passkeys");
  const rows = part.getByRole("listitem");

  await authenticator.verify(false);
  await button(part, "Add a passkey").click();
  await part.getByText("No passkey was added").waitFor();
  assert.equal(await rows.count(), 0);
  await authenticator.verify(true);
  await button(part, "Add a passkey").click();
  await rows.first().waitFor();
  const [{ name }] = (await security({ token })).passkeys;
  await part.getByRole("status").getByText(`${name} is added.`).waitFor();
  assert.equal(await focused(page), "Passkeys");
  const [kept] = await authenticator.passkeys();
  assert.equal(kept.userName, account.email);
  await rows.first().getByText("Login", { exact: true }).waitFor();
  await rows.first().getByText("By its provider").waitFor();

  await button(part, "Add a passkey").click();
  await part.getByText("This device has a passkey for your account already.").waitFor();
  assert.equal((await authenticator.passkeys()).length, 1);

  await button(part, `Rename ${name}`).click();
  assert.equal(await page.evaluate(() => document.activeElement.value), name);
  await part.getByLabel("Name").fill(" ");
  await button(part, "Save").click();
  await part.getByText("This is missing.").waitFor();
  await button(part, "Cancel").click();
  assert.equal(await focused(page), "Passkeys");
  await button(part, `Rename ${name}`).click();
  await part.getByLabel("Name").fill("My laptop");
  await page.keyboard.press("Enter");
  await part.getByRole("status").getByText("Renamed to My laptop.").waitFor();
  await rows.getByText("My laptop", { exact: true }).waitFor();
  assert.equal(await focused(page), "Passkeys");
  await scanAllFour(page, "security-passkey");

  // One that the account has, but not this browser.
  const other = await context.newPage();
  const elsewhere = await virtualAuthenticator(other, { transport: "usb" });
  await other.goto(`${api}/account`);
  const added = await addPasskey(other, { token });
  await elsewhere.remove();
  await page.reload();
  await rows.nth(1).waitFor();

  await button(part, "Remove My laptop").click();
  await button(dialog(page), "Remove").click();
  await part.getByRole("status").getByText("My laptop is removed.").waitFor();
  await rows.getByText("My laptop", { exact: true }).waitFor({ state: "hidden" });
  assert.equal(await focused(page), "Passkeys");
  for (const end = Date.now() + 5_000; (await authenticator.passkeys()).length > 0; ) assert.ok(Date.now() < end);

  // Removed elsewhere meanwhile: as good as removed here.
  await call(token, "DELETE", `/v1/users/me/passkeys/${added.id}`);
  await button(part, `Remove ${added.name}`).click();
  await button(dialog(page), "Remove").click();
  await part.getByRole("status").getByText(`${added.name} is removed.`).waitFor();
  assert.deepEqual(said.splice(0), [failed("404 (Not Found)", `/v1/users/me/passkeys/${added.id}`)]);
});

browserTest("a new address is shown beside the passkey that the browser offers", async ({ context }) => {
  const account = await verifiedAccount();
  const { email, password, token } = { ...account, ...(await loggedIn(context, account)) };
  const page = await context.newPage();
  const authenticator = await virtualAuthenticator(page);
  await page.goto(`${api}/account`);
  await addPasskey(page, { token });
  await call(token, "POST", "/v1/users/me/email", { new_email: `new-${email}`, current_password: password });
  const { link } = await mailTo(`new-${email}`, "/confirm-email-change");
  await page.goto(link.replace(/^https?:\/\/[^/]+/, api));
  await page.getByRole("link", { name: email }).waitFor(); // the login of this browser
  await button(page, "Use this address").click();
  await page.getByRole("heading", { name: "Address changed" }).waitFor();
  const shown = async () => (await authenticator.passkeys())[0].userName;
  for (const end = Date.now() + 5_000; (await shown()) !== `new-${email}`; ) assert.ok(Date.now() < end, await shown());
});

browserTest("an old security key becomes the second factor, and the last one cannot be removed", async ({ context, said }) => {
  const account = await verifiedAccount();
  await loggedIn(context, account);
  const page = await securityPage(context);
  await virtualAuthenticator(page, SECURITY_KEY);
  const part = section(page, "Passkeys");
  await button(part, "Add a security key").click();
  await part.getByRole("listitem").getByText("Second factor", { exact: true }).waitFor();
  const steps = section(page, "Two-step login");
  await button(steps, "Switch on with your passkeys").click();
  await steps.getByRole("status").getByText("Two-step login is on.").waitFor();
  assert.equal((await shownCodes(page)).length, 10);
  await steps.getByText("None", { exact: true }).waitFor();

  await part.getByRole("button", { name: /^Remove / }).click();
  await dialog(page).getByRole("heading", { name: /It is no longer your second factor\.$/ }).waitFor();
  await button(dialog(page), "Remove").click();
  await button(page.getByRole("dialog", { name: "Prove that it is you" }), "Use a passkey").click();
  await dialog(page).getByText("Two-step login needs an authenticator app or a passkey.").waitFor();
  await button(dialog(page), "Cancel").click();
  const refused = said.splice(0).map((line) => /(\d+) \(\w+\) \[\/v1\/users\/me\/passkeys\/[\w-]{36}\]$/.exec(line)?.[1]);
  assert.deepEqual(refused, ["403", "409"]);
});

browserTest("remembered devices are forgotten, and then asked for the second step", async ({ context }) => {
  const account = await twoStepAccount();
  await loggedInByDevice(context, account);
  const page = await securityPage(context);
  const part = section(page, "Remembered devices");
  await part.getByText("Logins do not ask for the second step on 1 device.").waitFor();
  await button(part, "Forget all").click();
  await part.getByRole("status").getByText("All devices are forgotten.").waitFor();
  await part.getByText("No device is remembered").waitFor();
  assert.equal(await focused(page), "Remembered devices");
  await beginLogin(context, account);

  await page.goto(`${api}/account`);
  await section(page, "Activity").getByText("All remembered devices forgotten").waitFor();
  await section(page, "Activity").getByText("password, authenticator app").first().waitFor();
});

browserTest("without a confirmed address nothing can be added, with one it can at once", async ({ context }) => {
  const { email } = await loggedIn(context);
  const page = await securityPage(context);
  await page.getByText("Confirm your address first").waitFor();
  await button(page, "Send it again").waitFor();
  for (const name of ["Add a passkey", "Add a security key", "Set up an app"]) assert.equal(await button(page, name).count(), 0);
  const { link } = await mailTo(email, "/verify-email");
  const opened = await context.newPage();
  await opened.goto(link.replace(/^https?:\/\/[^/]+/, api));
  await button(opened, "Confirm my address").click();
  await button(page, "Set up an app").waitFor();
  await button(page, "Add a passkey").waitFor();
  assert.equal(await page.getByText("Confirm your address first").count(), 0);
});

browserTest("at a number instead of a name, the page says that there are no passkeys", async ({ context }) => {
  const site = api.replace("localhost", "127.0.0.1");
  const { email, password } = await verifiedAccount();
  await context.request.post(`${site}/v1/auth/login`, { data: { email, password } });
  const page = await securityPage(context, site);
  await section(page, "Passkeys").getByText("Passkeys do not work here").waitFor();
  assert.equal(await button(page, "Add a passkey").count(), 0);
  await button(page, "Set up an app").waitFor();
});

browserTest("new codes that were copied may be left without a question", async ({ context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await loggedIn(context, await verifiedAccount());
  const page = await securityPage(context);
  const part = section(page, "Two-step login");
  await button(part, "Set up an app").click();
  const uri = new URL(await part.getByRole("link", { name: "Open an app on this device" }).getAttribute("href"));
  await part.getByRole("textbox", { name: "Code" }).fill(await codeOf({ secret: uri.searchParams.get("secret"), step: 0 }));
  await button(part, "Confirm").click();
  await button(page, "Copy the codes").click();
  await section(page, "Recovery codes").getByRole("status").getByText("Copied.").waitFor();
  page.on("dialog", () => assert.fail());
  await page.getByRole("link", { name: "Back to your account" }).click();
  await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();
});

browserTest("an app that was set up in another tab first does not stay as a dead code", async ({ context, said }) => {
  const account = await loggedIn(context, await verifiedAccount());
  const page = await securityPage(context);
  const part = section(page, "Two-step login");
  await button(part, "Set up an app").click();
  const uri = new URL(await part.getByRole("link", { name: "Open an app on this device" }).getAttribute("href"));
  const app = { secret: uri.searchParams.get("secret"), step: 0 };
  await call(account.token, "POST", "/v1/users/me/totp/confirm", { code: await codeOf(app) }); // another tab
  await part.getByRole("textbox", { name: "Code" }).fill(await codeOf(app));
  await button(part, "Confirm").click();
  await part.getByRole("status").getByText("This code is no longer valid. Set the app up again.").waitFor();
  assert.equal(await part.getByRole("img").count(), 0);
  assert.equal(await focused(page), "Two-step login");
  await part.getByText("Connected", { exact: true }).waitFor();
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", "/v1/users/me/totp/confirm")]);
});

browserTest("a section says what has come of the last action only", async ({ context }) => {
  await loggedIn(context, await verifiedAccount());
  const page = await securityPage(context);
  const authenticator = await virtualAuthenticator(page);
  const part = section(page, "Passkeys");
  const [alerts, added] = [part.getByRole("alert"), part.getByRole("status").getByText("is added.")];
  await authenticator.verify(false);
  await button(part, "Add a passkey").click();
  await alerts.waitFor();
  await authenticator.verify(true);
  await button(part, "Add a security key").click();
  await added.waitFor();
  assert.equal(await alerts.count(), 0);
  await button(part, "Add a passkey").click();
  await alerts.waitFor();
  assert.equal(await added.count(), 0);
});
