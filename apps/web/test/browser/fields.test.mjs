// What browsers and password managers find in the fields of the pages that need no login.
import assert from "node:assert/strict";
import { api, browserTest, call } from "./tools.mjs";

const EMAIL = {
  type: "email", name: "email", autocomplete: "username", inputmode: "email", autocapitalize: "none", spellcheck: "false",
};
const NEW = {
  type: "password", name: "password", autocomplete: "new-password", autocapitalize: "none", spellcheck: "false",
  passwordrules: "minlength: 8; maxlength: 128;",
};
const { passwordrules: _, ...CURRENT } = { ...NEW, autocomplete: "current-password" };

const TABLE = {
  "/login": [{ ...EMAIL, autocomplete: "username webauthn" }, CURRENT],
  "/register": [EMAIL, NEW],
  "/forgot-password": [EMAIL],
  [`/reset-password#token=${"x".repeat(43)}`]: [{ ...NEW, name: "new_password" }],
};

const NAMES = ["type", "name", "autocomplete", "inputmode", "autocapitalize", "spellcheck", "passwordrules", "maxlength"];

browserTest("fields tell browsers and password managers what they are for", async ({ context }) => {
  const page = await context.newPage();
  for (const [path, fields] of Object.entries(TABLE)) {
    await page.goto("about:blank");
    await page.goto(api + path);
    await page.getByRole("main").getByRole("button").last().waitFor();
    const found = await page.getByRole("main").evaluate((main, names) =>
      [...main.querySelectorAll("input")].map((input) =>
        Object.fromEntries(names.filter((name) => input.hasAttribute(name)).map((name) => [name, input.getAttribute(name)])),
      ), NAMES);
    assert.deepEqual(found.map(sorted), fields.map(sorted), path);
    const form = await page.getByRole("main").evaluate((main) => main.querySelector("form").method);
    assert.equal(form, "post", path); // so that no browser ever puts a password into the address
  }
});

const sorted = (attributes) => Object.fromEntries(Object.entries(attributes).toSorted());

browserTest("what is missing is said on submit, and after that on each change", async ({ context }) => {
  const page = await context.newPage();
  const email = page.getByRole("textbox", { name: "E-mail" });
  const noEmail = page.getByText("Enter a complete address, such as ada@example.com.");
  const noPassword = page.getByText("Enter your password.");
  await page.goto(`${api}/login`);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await noEmail.waitFor();
  await noPassword.waitFor();
  assert.ok(await email.evaluate((input) => input === document.activeElement));
  await email.fill("ada@example.com");
  await noEmail.waitFor({ state: "hidden" });
  await page.getByLabel("Password", { exact: true }).fill("x");
  await noPassword.waitFor({ state: "hidden" });
  await email.fill("");
  await noEmail.waitFor();
});

browserTest("a pasted password of 128 characters arrives whole", async ({ context }) => {
  const page = await context.newPage();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const email = `paste-${process.pid}@example.com`;
  const password = "🧵".repeat(64) + "0123456789abcdef".repeat(4);
  await page.goto(`${api}/register`);
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByLabel("Password", { exact: true }).focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), password);
  await page.keyboard.press("ControlOrMeta+V");
  await page.getByText("Good length.").waitFor();
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await page.getByRole("link", { name: email }).waitFor();
  const { account_id: id } = await call(undefined, "POST", "/v1/auth/login", { email, password });
  assert.equal(typeof id, "string");
});

browserTest("the tape and its words measure a new password", async ({ context }) => {
  const page = await context.newPage();
  await page.goto(`${api}/register`);
  const meter = page.getByRole("meter", { name: "Length of the password" });
  for (const [password, value, words] of [
    ["", 0, "8 characters or more"],
    ["1234567", 7, "1 more character."],
    ["12345678", 8, "Long enough."],
    ["🧵🧵", 2, "6 more characters."],
    ["a long sentence", 15, "Good length."],
  ]) {
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByText(words).waitFor();
    assert.equal(await meter.evaluate((element) => element.value), value);
  }
});
