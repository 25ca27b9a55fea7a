// A person with a keyboard only, from the registration to the deletion.
import assert from "node:assert/strict";
import { virtualAuthenticator } from "../../../../packages/api-client/test/browser/authenticator.mjs";
import { age, codeOf, twoStepAccount, verifiedAccount } from "./factors.mjs";
import { api, browserTest, failed, forgetErrors, loggedIn, mailTo } from "./tools.mjs";

/** The focused element: what it is, whether its outline shows, and whether it is in the window. */
const focus = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const box = element.closest(".control:has(input:focus)") ?? element;
    const { outlineStyle, outlineWidth } = getComputedStyle(box);
    const { top, bottom, width } = element.getBoundingClientRect();
    return {
      is: `${element.tagName} ${element.textContent || element.name}`,
      isLost: element === document.body,
      isMarked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      isSeen: width > 0 && top >= 0 && bottom <= innerHeight,
    };
  });

/** Press Tab until this has the focus. What has it meanwhile must show that. */
async function tabTo(page, locator) {
  await locator.waitFor();
  const passed = [];
  while (!(await locator.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press("Tab");
    const now = await focus(page);
    if (!now.isLost) assert.ok(now.isMarked && now.isSeen, `${JSON.stringify(now)} at ${page.url()}`);
    passed.push(now.is);
    assert.ok(passed.length < 60, `not reached: ${locator}, but ${passed.join(", ")}`);
  }
}

/** After an action the focus is somewhere in the page, so that Tab goes on from there. */
async function assertKept(page) {
  const { isLost } = await focus(page);
  assert.ok(!isLost, `the focus is lost at ${page.url()}`);
}

async function type(page, label, text) {
  await tabTo(page, page.getByRole("textbox", { name: label, exact: true }));
  await page.keyboard.type(text);
}

async function press(within, role, name, key = "Enter") {
  const page = within.page?.() ?? within;
  await tabTo(page, within.getByRole(role, { name }).first());
  await page.keyboard.press(key);
}

const heading = async (page, name) => {
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await assertKept(page);
};

browserTest("everything is done by keyboard, and the focus is always seen and never lost", async ({ context, said }) => {
  const email = `keys-${process.pid}@example.com`;
  const password = "violet anvil kettle 7";
  const second = "copper lantern meadow 4";
  const page = await context.newPage();
  await page.goto(`${api}/login`);
  await press(page, "link", "Create an account");
  await heading(page, "Create an account");
  await type(page, "E-mail", email);
  await type(page, "Password", "short");
  await page.keyboard.press("Enter");
  await page.getByText("The password must have at least 8 characters.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), "password"); // the wrong field
  await page.keyboard.press("Control+A");
  await page.keyboard.type(password);
  await press(page, "button", "Show password", "Space");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await heading(page, "Check your mail");
  await press(page, "link", "Continue");
  await heading(page, "Your account");

  const { link } = await mailTo(email, "/verify-email");
  await page.goto(link);
  await press(page, "button", "Confirm my address");
  await heading(page, "Address confirmed");
  await press(page, "link", "Go to your account");
  await heading(page, "Your account");

  const part = page.getByRole("region", { name: "E-mail", exact: true });
  await part.getByRole("textbox", { name: "New e-mail" }).waitFor();
  await type(page, "New e-mail", `new-${email}`);
  await tabTo(page, part.getByLabel("Current password"));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await part.getByRole("status").filter({ hasText: "on its way" }).waitFor();
  await assertKept(page);
  await tabTo(page, part.getByRole("button", { name: "Cancel the change" }));
  await page.keyboard.press("Enter");
  await part.getByRole("status").filter({ hasText: "canceled" }).waitFor();
  await assertKept(page);

  const change = page.getByRole("region", { name: "Password", exact: true });
  await tabTo(page, change.getByLabel("Current password"));
  await page.keyboard.type(password);
  await tabTo(page, change.getByLabel("New password"));
  await page.keyboard.type(second);
  await page.keyboard.press("Enter");
  await page.getByText("Your password is changed.").waitFor();
  await assertKept(page);

  await press(page, "button", "Log out here");
  await heading(page, "Log in");
  await type(page, "E-mail", email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await assertKept(page);
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/login")]);
  await page.keyboard.type(second); // over the wrong one, which is selected
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Your account|Download/, level: 1 }).waitFor();
  await assertKept(page);

  await press(page, "link", "Delete your account");
  await heading(page, "Delete your account");
  await tabTo(page, page.getByLabel("Current password"));
  await page.keyboard.type(second);
  await page.keyboard.press("Enter");
  await page.getByText("Your account is gone.").waitFor();
  await assertKept(page);
}, { isWhole: true });

browserTest("passkeys and two-step login are managed by keyboard, and the focus is never lost", async ({ context }) => {
  await loggedIn(context, await verifiedAccount());
  const page = await context.newPage();
  await virtualAuthenticator(page);
  await page.goto(`${api}/account`);
  const said = async (words) => {
    await page.getByRole("status").filter({ hasText: words }).waitFor();
    await assertKept(page);
  };
  await press(page, "link", "Passkeys and two-step login");
  await heading(page, "Security");
  await press(page, "button", "Add a passkey");
  await said("is added.");
  await press(page, "button", /^Rename/);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("My laptop");
  await page.keyboard.press("Enter");
  await said("Renamed to My laptop.");

  await press(page, "button", "Set up an app");
  await page.getByRole("heading", { name: "Connect your app" }).waitFor();
  await assertKept(page);
  await press(page, "button", "Cancel");
  await assertKept(page);
  await press(page, "button", "Set up an app");
  const secret = (await page.getByText(/^([A-Z2-7]{4} ?){8}$/).innerText()).replaceAll(" ", "");
  await type(page, "Code", await codeOf({ secret, step: 0 }));
  let answer; // late to what the account has now
  const late = new Promise((resolve) => (answer = resolve));
  await page.route("**/v1/users/me/security", (route) => late.then(() => route.continue()));
  await page.keyboard.press("Enter");
  await said("Two-step login is on.");
  await press(page, "button", "Copy the codes");
  await press(page, "button", "I have saved them");
  await page.getByText("10 codes are left.").waitFor();
  await assertKept(page);
  answer();

  await press(page, "button", "Remove the app");
  await press(page.getByRole("dialog"), "button", "Remove the app");
  await said("The app is removed.");
  await press(page, "button", "Switch off");
  await page.keyboard.press("Escape");
  await assertKept(page);
  await press(page, "button", "Switch off");
  await press(page.getByRole("dialog"), "button", "Switch off");
  await said("Two-step login is off.");
  await press(page, "button", "Remove My laptop");
  await press(page.getByRole("dialog"), "button", "Remove");
  await said("My laptop is removed.");
}, { isWhole: true });

browserTest("the second step and the proof that it is you are done by keyboard", async ({ context, said }) => {
  const account = await twoStepAccount();
  const page = await context.newPage();
  await page.goto(`${api}/login?next=/account/data`);
  await type(page, "E-mail", account.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(account.password);
  await page.keyboard.press("Enter");
  await heading(page, "One more step");
  await press(page, "checkbox", "Do not ask again on this device for 30 days", "Space");
  await press(page, "button", "Use a recovery code");
  await page.keyboard.type(account.codes[0]); // the field has the focus
  await page.keyboard.press("Enter");
  await heading(page, "Download your data");
  await age(account);
  const code = page.getByRole("dialog").getByRole("textbox", { name: "Code" });
  await press(page, "button", "Download");
  await code.waitFor();
  await press(page, "button", "Cancel");
  await page.getByRole("alert").getByText("Nothing was done").waitFor();
  await assertKept(page);
  await press(page, "button", "Download");
  await code.waitFor();
  await page.keyboard.type(await codeOf(account));
  await page.keyboard.press("Enter");
  await page.getByText("Your file is ready.").waitFor();
  await assertKept(page);
  forgetErrors(said);
});
