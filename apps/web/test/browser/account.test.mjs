// The pages of one's own account: address, password, devices, activity, data.
import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import { api, browserTest, call, failed, loggedIn, mailTo, register } from "./tools.mjs";

const NEW_PASSWORD = "copper lantern meadow 4";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";

/** A page of the account, with its sections loaded. */
async function accountPage(context, path = "/account") {
  const page = await context.newPage();
  await page.goto(api + path);
  await section(page, "Activity").getByText("That is all.").waitFor();
  return page;
}

const section = (page, name) => page.getByRole("region", { name, exact: true });
const loginPage = (page) => page.getByRole("heading", { name: "Log in", exact: true }).waitFor();

/** Log in on a device of its own, without its pages. */
async function device(anotherContext, account, userAgent) {
  const context = await anotherContext({ userAgent });
  return { context, ...(await loggedIn(context, account)) };
}

const focused = (page) => page.evaluate(() => document.activeElement.textContent);

browserTest("an address changes by the link in the new mailbox, and other tabs show it", async ({ context }) => {
  const { email, password } = await loggedIn(context);
  const next = `new-${email}`;
  const first = await mailTo(email, "/verify-email");
  const page = await accountPage(context);
  const other = await accountPage(context);
  const form = section(page, "E-mail");

  await form.getByLabel("New e-mail").fill(next);
  await form.getByLabel("Current password").fill(password);
  await form.getByRole("button", { name: "Change e-mail" }).click();
  await form.getByRole("status").getByText(`A mail is on its way to ${next}.`).waitFor();
  await form.getByText(`Until then, your address stays ${email}. If no mail arrives, cancel the change`).waitFor();
  assert.equal(await focused(page), "E-mail");
  await section(other, "E-mail").getByRole("button", { name: "Cancel the change" }).waitFor();

  await mailTo(email, "", [first]);
  const { link } = await mailTo(next, "/confirm-email-change");
  const opened = await context.newPage();
  await opened.goto(link.replace(/^https?:\/\/[^/]+/, api));
  await opened.getByRole("button", { name: "Use this address" }).click();
  await opened.getByRole("heading", { name: "Address changed" }).waitFor();
  for (const tab of [page, other]) {
    await tab.getByRole("navigation").getByRole("link", { name: next }).waitFor();
    await section(tab, "E-mail").getByLabel("New e-mail").waitFor();
  }
});

browserTest("a change of address is canceled", async ({ context }) => {
  const { email, password, token } = await loggedIn(context);
  await call(token, "POST", "/v1/users/me/email", { new_email: `new-${email}`, current_password: password });
  const page = await accountPage(context);
  const part = section(page, "E-mail");
  await part.getByRole("button", { name: "Cancel the change" }).click();
  await part.getByRole("status").getByText(`The change is canceled. Your address stays ${email}.`).waitFor();
  await part.getByLabel("New e-mail").waitFor();
  assert.equal(await focused(page), "E-mail");
  assert.equal((await call(token, "GET", "/v1/users/me/email")).pending_email, null);
});

browserTest("a wrong password is said below its field, which gets the focus", async ({ context, said }) => {
  await loggedIn(context);
  const page = await accountPage(context);
  const form = section(page, "E-mail");
  await form.getByLabel("New e-mail").fill("ada.new@example.com");
  await form.getByLabel("Current password").fill("violet anvil");
  await form.getByRole("button", { name: "Change e-mail" }).click();
  await form.getByText("This is not your current password.").waitFor();
  assert.equal(await form.getByLabel("Current password").getAttribute("aria-invalid"), "true");
  assert.equal(await page.evaluate(() => document.activeElement.name), "current_password");
  assert.equal(await form.getByLabel("New e-mail").inputValue(), "ada.new@example.com");
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/users/me/email")]);
});

browserTest("with a new password all tabs stay in, and another browser is out", async ({ context, anotherContext, said }) => {
  const account = await loggedIn(context);
  const elsewhere = await device(anotherContext, account, FIREFOX);
  const page = await accountPage(context, "/account#password");
  assert.equal(await focused(page), "Password");
  const other = await accountPage(context);
  const there = await accountPage(elsewhere.context);

  const part = section(page, "Password");
  await part.getByLabel("Current password").fill(account.password);
  await part.getByLabel("New password").fill(NEW_PASSWORD);
  await part.getByRole("button", { name: "Change password" }).click();
  await part.getByRole("status").getByText("Your password is changed.").waitFor();
  assert.equal(await part.getByRole("button").count(), 0);
  assert.equal(await focused(page), "Password");

  for (const tab of [page, other]) {
    await section(tab, "Activity").getByText("Password changed").waitFor();
    await section(tab, "Where you are logged in").getByText("Only here.").waitFor();
  }
  assert.equal(said.filter((line) => !line.includes("401")).length, 0);
  said.length = 0;
  await there.getByRole("link", { name: "Download your data" }).click();
  await there.getByRole("button", { name: "Download" }).click();
  await there.getByText("Your session has ended.").waitFor();
  await loginPage(there);
  said.length = 0; // its refused calls
});

browserTest("when another person logs in in another tab, nothing of the first one stays", async ({ context }) => {
  const ada = await loggedIn(context);
  const page = await accountPage(context);
  await section(page, "E-mail").getByLabel("New e-mail").fill("ada.new@example.com");
  const bob = await register();
  const tab = await context.newPage();
  await tab.goto(`${api}/account`);
  await tab.getByRole("button", { name: "Log out", exact: true }).click();
  await loginPage(tab);
  await loginPage(page);
  await tab.getByLabel("E-mail").fill(bob.email);
  await tab.getByLabel("Password", { exact: true }).fill(bob.password);
  await tab.getByRole("button", { name: "Log in", exact: true }).click();
  for (const each of [tab, page]) {
    await each.getByRole("navigation").getByRole("link", { name: bob.email }).waitFor();
    await section(each, "Profile").getByText(bob.email).waitFor();
    assert.equal(await each.getByText(ada.email).count(), 0);
    assert.equal(await section(each, "E-mail").getByLabel("New e-mail").inputValue(), "");
  }
});

browserTest("a login of another person without a logout replaces all that is shown", async ({ context }) => {
  const ada = await loggedIn(context);
  const page = await accountPage(context);
  await section(page, "E-mail").getByLabel("New e-mail").fill("ada.new@example.com");
  const bob = await register();
  await loggedIn(context, bob); // the cookie is Bob's now
  const tab = await accountPage(context);
  await section(tab, "Password").getByLabel("Current password").fill(bob.password);
  await section(tab, "Password").getByLabel("New password").fill(NEW_PASSWORD);
  await section(tab, "Password").getByRole("button", { name: "Change password" }).click();
  await page.getByRole("status").getByText(`You are now logged in as ${bob.email}.`).waitFor();
  await section(page, "Profile").getByText(bob.email).waitFor();
  assert.equal(await page.getByText(ada.email).count(), 0);
  assert.equal(await section(page, "E-mail").getByLabel("New e-mail").inputValue(), "");
});

browserTest(
  "a logout in one tab is one in all, and going back shows nothing",
  async ({ context }) => {
    const { email } = await loggedIn(context);
    const page = await accountPage(context);
    const other = await accountPage(context);
    await other.goto(`${api}/docs`);
    await page.getByRole("link", { name: "Delete your account" }).click();
    await page.getByRole("heading", { name: "Delete your account" }).waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await loginPage(page);

    await page.goBack();
    await loginPage(page);
    assert.equal(await page.getByText(email).count(), 0);
    await other.goBack();
    await loginPage(other);
    assert.equal(await other.getByText(email).count(), 0);
  },
  { keepsPages: true },
);

browserTest(
  "a page that the browser has kept shows nothing before it has asked again",
  async ({ context, said }) => {
    const { email, token } = await loggedIn(context);
    const page = await accountPage(context);
    await page.evaluate(() =>
      addEventListener("pageshow", () => requestAnimationFrame(() => (window.shown = document.body.innerText))),
    );
    await page.goto(`${api}/docs`);
    await call(token, "POST", "/v1/auth/logout-all");
    await page.goBack({ waitUntil: "commit" }); // a page that was kept does not load
    await loginPage(page);
    const shown = await page.evaluate("shown"); // in the first frame
    assert.equal(shown.includes(email), false, shown);
    assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/refresh")]);
  },
  { keepsPages: true },
);

browserTest("devices are listed, ended one by one, and a missing one counts as ended", async ({ context, anotherContext, said }) => {
  const account = await loggedIn(context);
  await device(anotherContext, account, FIREFOX);
  await device(anotherContext, account, IPHONE);
  const page = await accountPage(context);
  const part = section(page, "Where you are logged in");
  const rows = part.getByRole("listitem");
  assert.equal(await rows.count(), 3);
  assert.match(await rows.first().textContent(), /This device/);
  assert.equal(await rows.first().getByRole("button").count(), 0);
  assert.equal(await part.getByRole("button", { name: /^Log out (Firefox|Safari)/ }).count(), 2);

  await part.getByRole("button", { name: "Log out Safari on iPhone" }).click();
  await part.getByRole("status").getByText("Safari on iPhone is logged out.").waitFor();
  await part.getByText("Safari on iPhone", { exact: true }).waitFor({ state: "hidden" });
  assert.equal(await focused(page), "Where you are logged in");
  assert.equal(await rows.count(), 2);

  // Ended elsewhere meanwhile: as good as ended here.
  const { items } = await call(account.token, "GET", "/v1/auth/sessions");
  const gone = items.find(({ device }) => device === "Firefox on Linux");
  await call(account.token, "DELETE", `/v1/auth/sessions/${gone.id}`);
  await part.getByRole("button", { name: "Log out Firefox on Linux" }).click();
  await part.getByRole("status").getByText("Firefox on Linux is logged out.").waitFor();
  await part.getByText("Only here.").waitFor();
  assert.equal(await rows.count(), 1);
  assert.deepEqual(said.splice(0), [failed("404 (Not Found)", `/v1/auth/sessions/${gone.id}`)]);
});

browserTest("everywhere else is logged out at once", async ({ context, anotherContext, said }) => {
  const account = await loggedIn(context);
  const { context: elsewhere } = await device(anotherContext, account, IPHONE);
  const page = await accountPage(context);
  const there = await accountPage(elsewhere);
  const part = section(page, "Where you are logged in");
  await part.getByRole("button", { name: "Log out everywhere else" }).click();
  await part.getByRole("status").getByText("You are logged out everywhere else.").waitFor();
  await part.getByText("Only here.").waitFor();
  assert.equal(await focused(page), "Where you are logged in");
  assert.equal(await part.getByRole("button", { name: "Log out everywhere else" }).count(), 0);
  await section(there, "Where you are logged in").getByRole("button", { name: "Log out everywhere else" }).click();
  await there.getByText("Your session has ended.").waitFor();
  said.length = 0; // its refused calls
});

browserTest("a session that ends during a form leads to the login and back to the entries", async ({ context, said }) => {
  const { email, password } = await loggedIn(context);
  const page = await accountPage(context);
  const { access_token } = await call(undefined, "POST", "/v1/auth/login", { email, password });
  await call(access_token, "POST", "/v1/auth/logout-others");
  const form = section(page, "E-mail");
  await form.getByLabel("New e-mail").fill("ada.new@example.com");
  await form.getByLabel("Current password").fill(password);
  await form.getByRole("button", { name: "Change e-mail" }).click();
  await page.getByText("Your session has ended. Log in again to go on.").waitFor();
  assert.equal(new URL(page.url()).search, "?next=%2Faccount");
  assert.equal(JSON.stringify(await page.evaluate(() => history.state)).includes(password), false);
  assert.equal(await page.getByLabel("E-mail").inputValue(), email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await form.getByLabel("New e-mail").waitFor();
  assert.equal(await form.getByLabel("New e-mail").inputValue(), "ada.new@example.com");
  assert.equal(await form.getByLabel("Current password").inputValue(), "");
  said.length = 0; // the refused calls

  // They are used once.
  await form.getByLabel("Current password").fill(password);
  await form.getByRole("button", { name: "Change e-mail" }).click();
  await form.getByRole("button", { name: "Cancel the change" }).click();
  await form.getByLabel("New e-mail").waitFor();
  assert.equal(await form.getByLabel("New e-mail").inputValue(), "");
});

browserTest("another person who logs in after the end of a session does not get the entries", async ({ context, said }) => {
  const { token } = await loggedIn(context);
  const bob = await register();
  const page = await accountPage(context);
  const form = section(page, "E-mail");
  await form.getByLabel("New e-mail").fill("ada.new@example.com");
  await form.getByLabel("Current password").fill("wrong");
  await call(token, "POST", "/v1/auth/logout-all");
  await form.getByRole("button", { name: "Change e-mail" }).click();
  await page.getByText("Your session has ended. Log in again to go on.").waitFor();
  await page.reload();
  await loginPage(page);
  assert.equal(await page.getByText("Your session has ended.").count(), 0);
  await page.getByLabel("E-mail").fill(bob.email);
  await page.getByLabel("Password", { exact: true }).fill(bob.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await section(page, "Profile").getByText(bob.email).waitFor();
  await form.getByLabel("New e-mail").waitFor();
  assert.equal(await form.getByLabel("New e-mail").inputValue(), "");
  assert.equal((await page.evaluate(() => JSON.stringify(history.state))).includes("ada"), false);
  said.length = 0; // the refused calls
});

browserTest(
  "a page that the browser has kept shows the entries again if the login is still there",
  async ({ context }) => {
    await loggedIn(context);
    const page = await accountPage(context);
    const field = section(page, "E-mail").getByLabel("New e-mail");
    await field.fill("ada.new@example.com");
    await page.evaluate(() => (window.isKept = true));
    await page.goto(`${api}/docs`);
    await page.goBack({ waitUntil: "commit" }); // a page that was kept does not load
    await field.waitFor();
    assert.equal(await page.evaluate("window.isKept"), true);
    assert.equal(await field.inputValue(), "ada.new@example.com");
  },
  { keepsPages: true },
);

browserTest("the export is a file that is what the contract says", async ({ context }) => {
  const { email } = await loggedIn(context);
  const page = await context.newPage();
  await page.goto(`${api}/account/data`);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const download = await downloading;
  assert.match(download.suggestedFilename(), /^stylipp-\d{4}-\d\d-\d\d\.json$/);
  const file = JSON.parse(await readFile(await download.path(), "utf8"));
  const { components } = await (await fetch(`${api}/openapi.json`)).json();
  fits(file, "AccountExportResponse", components.schemas);
  assert.equal(file.account.email, email);
  assert.equal(file.audit_events.at(-1).type, "registered");
  await page.getByRole("status").getByRole("link", { name: download.suggestedFilename() }).waitFor();
  await page.getByRole("status").getByText(/\d kB/).waitFor();
});

/** Fail unless an object has all required fields of a contract and no others, to the bottom. */
function fits(value, name, schemas) {
  const { properties, required } = schemas[name];
  assert.deepEqual(Object.keys(value).toSorted(), required.toSorted(), name);
  for (const [key, schema] of Object.entries(properties)) {
    const nameIn = ({ $ref }) => $ref?.replace("#/components/schemas/", "");
    const inner = nameIn(schema);
    if (inner && schemas[inner].properties) fits(value[key], inner, schemas);
    if (schema.type === "array") for (const item of value[key]) fits(item, nameIn(schema.items), schemas);
  }
}

browserTest("a deleted account is gone, with its mails and in all tabs", async ({ context, said }) => {
  const { email, password } = await loggedIn(context);
  const { file } = await mailTo(email, "/verify-email");
  const other = await accountPage(context);
  const page = await accountPage(context);
  await page.getByRole("link", { name: "Delete your account" }).click();
  await page.getByRole("heading", { name: "Delete your account" }).waitFor();
  await page.getByLabel("Current password").fill("violet anvil");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.getByText("This is not your current password.").waitFor();
  await page.getByLabel("Current password").fill(password);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.getByRole("status").getByText("Your account is gone.").waitFor();
  await loginPage(other);
  assert.equal(new URL(page.url()).search, "");
  assert.equal(await page.getByRole("main").getByText(email).count(), 0);
  await assert.rejects(access(file));
  const again = await fetch(`${api}/v1/auth/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  assert.equal(again.status, 401);
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/users/me/delete")]);
});

browserTest("a section that fails says so alone, and tries again", async ({ context, said }) => {
  await loggedIn(context);
  const page = await context.newPage();
  await page.route("**/v1/auth/sessions*", (route) => route.abort());
  await page.goto(`${api}/account`);
  const part = section(page, "Where you are logged in");
  await part.getByRole("alert").getByText("There is no connection.", { exact: true }).waitFor();
  await section(page, "Activity").getByText("That is all.").waitFor();
  await page.unroute("**/v1/auth/sessions*");
  await part.getByRole("button", { name: "Try again" }).click();
  await part.getByText("This device").waitFor();
  assert.equal(await focused(page), "Where you are logged in");
  assert.equal(await part.getByRole("alert").count(), 0);
  assert.equal(said.splice(0).every((line) => line.includes("ERR_FAILED")), true);
});

browserTest("a section that has to wait asks for nothing meanwhile", async ({ context, said }) => {
  await loggedIn(context);
  const page = await context.newPage();
  await page.clock.install();
  const body = JSON.stringify({ code: "too_many_attempts", detail: "Wait." });
  const refused = { status: 429, headers: { "Retry-After": "40" }, contentType: "application/json", body };
  let asked = 0;
  await page.route("**/v1/auth/sessions*", (route) => ((asked += 1), route.fulfill(refused)));
  await page.goto(`${api}/account`);
  const part = section(page, "Where you are logged in");
  await part.getByText(/^You can try again in 0:\d\d\.$/).waitFor();
  const before = asked;
  await part.getByRole("button", { name: "Try again" }).click();
  await part.getByRole("status").getByText(/^You can try again in \d+ seconds\.$/).waitFor();
  assert.equal(asked, before);
  await page.unroute("**/v1/auth/sessions*");
  await page.clock.runFor(41_000);
  await part.getByRole("status").getByText("You can try again now.").waitFor();
  await part.getByRole("button", { name: "Try again" }).click();
  await part.getByText("This device").waitFor();
  assert.equal(said.splice(0).every((line) => line.includes("429")), true);
});

browserTest("activity is in words, ten at a time, to its end", async ({ context }) => {
  const account = await loggedIn(context);
  const attempt = { email: account.email, password: account.password };
  for (let i = 0; i < 12; i += 1) await call(undefined, "POST", "/v1/auth/login", attempt);
  const page = await context.newPage();
  await page.goto(`${api}/account`);
  const part = section(page, "Activity");
  const rows = part.getByRole("listitem");
  await rows.first().waitFor();
  assert.equal(await rows.count(), 10);
  await part.getByRole("button", { name: "Show more" }).click();
  await part.getByText("That is all.").waitFor();
  assert.equal(await rows.count(), 14);
  assert.match(await rows.last().textContent(), /Account created.*127\.0\.0\.0\/24/);
  assert.equal(await focused(page), "That is all.");
});

browserTest("password managers are told what each field of the account is", async ({ context }) => {
  const { email } = await loggedIn(context);
  const page = await accountPage(context);
  await page.locator("[name=new_password]").waitFor(); // its form depends on whether there is a password
  const fields = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("form")]
        .map((form) => [...form.elements].filter((e) => e.localName === "input"))
        .filter((inputs) => inputs.length > 0)
        .map((inputs) => inputs.map((i) => `${i.type} ${i.name} ${i.autocomplete} ${i.value}`.trim())),
    );
  const username = `email email username ${email}`;
  const current = "password current_password current-password";
  assert.deepEqual(await fields(), [
    [username, "email new_email email", current],
    [username, current, "password new_password new-password"],
  ]);
  const next = section(page, "Password").getByLabel("New password");
  assert.equal(await next.getAttribute("passwordrules"), "minlength: 8; maxlength: 128;");
  const long = "x7!".repeat(43).slice(0, 128);
  await next.fill(long);
  assert.equal(await next.inputValue(), long);
  await page.goto(`${api}/account/delete`);
  await page.getByRole("button", { name: "Delete my account" }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: email }).waitFor();
  await page.getByRole("button", { name: "Delete my account" }).waitFor();
  assert.deepEqual(await fields(), [[username, current]]);
});
