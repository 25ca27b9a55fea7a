// The pages for administrators: accounts, one account, and what happened.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { codeOf } from "./factors.mjs";
import {
  administrator,
  api,
  asOperator,
  browserTest,
  call,
  failed,
  limitedApi,
  loggedIn,
  mailTo,
  operator,
  register,
} from "./tools.mjs";

const password = "violet anvil kettle 7";

/** Accounts whose addresses begin in the same way. */
async function registerMany(prefix, count) {
  const emails = Array.from({ length: count }, (_, i) => `${prefix}-${String(i).padStart(2, "0")}@example.com`);
  return Promise.all(emails.map((email) => call(undefined, "POST", "/v1/auth/register", { email, password })));
}

async function openAs(own, account, path) {
  const entered = await loggedIn(own.context, await account);
  const page = await own.context.newPage();
  await page.goto(api + path);
  return { page, ...entered };
}

const addresses = (page) => page.getByRole("rowheader").allInnerTexts();
/** Wait until the table has so many rows. */
async function shows(page, count) {
  const rows = page.getByRole("rowheader");
  for (const end = Date.now() + 10_000; (await rows.count()) !== count; await wait(20)) {
    assert.ok(Date.now() < end, `${await rows.count()} rows instead of ${count}`);
  }
}

const fact = (page, name) =>
  page.getByRole("term").filter({ hasText: name }).locator("xpath=following-sibling::dd[1]");

browserTest("accounts are found by the beginning of the address, and pages are links", async (own) => {
  const prefix = `find-${process.pid}`;
  await registerMany(prefix, 23);
  const { page } = await openAs(own, administrator(), "/admin");
  await page.getByLabel("Beginning of the address").pressSequentially(prefix);
  await page.getByRole("table", { name: "23 accounts" }).waitFor();
  await page.waitForURL(({ search }) => search === `?q=${prefix}`);
  assert.equal((await addresses(page)).length, 20);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Next" }).click();
  await page.getByText("Page 2 of 2").waitFor();
  assert.deepEqual(await addresses(page), [20, 21, 22].map((i) => `${prefix}-${i}@example.com`));
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "TABLE");
  await page.goBack();
  await page.getByText("Page 1 of 2").waitFor();
  await page.reload();
  await page.getByText("Page 1 of 2").waitFor();
  assert.equal(await page.getByLabel("Beginning of the address").inputValue(), prefix);
  await page.getByLabel("State").selectOption("Disabled");
  await page.getByText(`No account matches “${prefix}”.`).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("table").waitFor();
  assert.equal(await page.getByLabel("Beginning of the address").inputValue(), "");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
});

browserTest("an address that no list has leads to one, or is cleared", async (own) => {
  const prefix = `edge-${process.pid}`;
  await registerMany(prefix, 23);
  const { page } = await openAs(own, administrator(), `/admin?q=${prefix}&page=-1`);
  await page.getByText("Page 1 of 2").waitFor();
  await page.goto(`${api}/admin?q=${prefix}&page=1e9`);
  await page.getByText("Page 2 of 2").waitFor();
  for (const path of [`/admin?q=${"x".repeat(400)}`, "/admin/audit?account=%00"]) {
    await page.goto(api + path);
    await page.getByRole("alert").first().waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("table").waitFor();
    assert.equal(new URL(page.url()).search, "");
    assert.equal(await page.evaluate(() => document.activeElement.type), "search");
    await page.waitForLoadState("networkidle");
    assert.equal(own.said.splice(0).every((line) => line.includes("422")), true);
  }
});

browserTest("a long address breaks in its own column only", async (own) => {
  const email = `${"l".repeat(60)}@${"long-".repeat(10)}x.${"long-".repeat(10)}x.p${process.pid}.example.com`;
  await call(undefined, "POST", "/v1/auth/register", { email, password });
  const { page } = await openAs(own, administrator(), "/admin?q=llllll");
  for (const path of ["/admin?q=llllll", `/admin/audit?account=${email}`]) {
    await page.goto(api + path);
    await page.getByRole("row").nth(1).waitFor();
    const texts = page.getByRole("row").nth(1).locator("th, td").filter({ hasNotText: /[@]|[0-9a-f]{32}/ });
    const tall = await texts.evaluateAll((cells) =>
      cells.filter((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect().height > 30;
      }).map((cell) => cell.textContent),
    );
    assert.deepEqual(tall, []);
  }
});

browserTest("a slow answer does not replace that of a later search", async (own) => {
  const prefix = `race-${process.pid}`;
  const [, second] = await registerMany(prefix, 2);
  const { page } = await openAs(own, administrator(), "/admin");
  await page.getByRole("table").waitFor();
  let letSlowGo;
  const slow = new Promise((resolve) => (letSlowGo = resolve));
  await page.route(/\/v1\/users\?q=race-\d+&/, async (route) => {
    const answer = await route.fetch();
    await slow;
    await route.fulfill({ response: answer }).catch(() => undefined); // the page does not wait for it
  });
  const isSent = page.waitForRequest(/\/v1\/users\?q=race-\d+&/);
  const field = page.getByLabel("Beginning of the address");
  await field.fill(prefix);
  const overtaken = await isSent;
  assert.equal(await page.getByRole("table").getAttribute("aria-busy"), "true"); // the old rows are still there
  const isAborted = page.waitForEvent("requestfailed", (request) => request === overtaken);
  await field.fill(second.email);
  await page.getByRole("table", { name: "1 account" }).waitFor();
  await isAborted;
  letSlowGo();
  await page.unrouteAll({ behavior: "wait" });
  assert.deepEqual(await addresses(page), [second.email]);
});

browserTest("an administrator changes role and state of an account, and ends its sessions", async (own) => {
  const other = await register();
  await call(undefined, "POST", "/v1/auth/login", other);
  const { page } = await openAs(own, administrator(), `/admin?q=${other.email}`);
  await page.getByRole("link", { name: other.email }).click();
  await page.getByRole("heading", { name: other.email, level: 1 }).waitFor();

  const confirm = async (action, question, said) => {
    const button = page.getByRole("button", { name: action });
    await button.click();
    const dialog = page.getByRole("dialog", { name: question });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.ok(await button.evaluate((it) => it === document.activeElement));
    await button.click();
    await dialog.getByRole("button", { name: action }).click();
    await page.getByRole("status").filter({ hasText: said }).waitFor();
    return page.evaluate(() => document.activeElement.textContent);
  };
  assert.equal(await fact(page, "Role").innerText(), "User");
  await confirm("Make administrator", new RegExp(`Make ${other.email} an administrator`), "is now an administrator");
  await page.getByRole("button", { name: "Make user" }).waitFor();
  assert.equal(await fact(page, "Role").innerText(), "Administrator");
  await confirm("Make user", new RegExp(other.email), "no longer an administrator");

  assert.equal(await confirm("End all", new RegExp(`Log out ${other.email}`), "logged out everywhere"), "Devices");
  await page.getByText("Logged in nowhere.").waitFor();

  await confirm("Disable", new RegExp(`Disable ${other.email}`), "is disabled");
  await page.getByRole("button", { name: "Enable" }).waitFor();
  const login = { method: "POST", headers: { "Content-Type": "application/json" } };
  const refused = await fetch(`${api}/v1/auth/login`, { ...login, body: JSON.stringify(other) });
  assert.equal((await refused.json()).code, "account_disabled");
  await confirm("Enable", new RegExp(`Enable ${other.email}`), "can log in again");
  await call(undefined, "POST", "/v1/auth/login", other);
  await page.getByRole("row", { name: /Account disabled/ }).waitFor();
  await page.getByRole("row", { name: /Made an administrator/ }).waitFor();
  await page.getByRole("row", { name: /No longer an administrator/ }).waitFor();
});

browserTest("a change by another administrator is shown after the next action", async (own) => {
  const other = await register();
  const { page } = await openAs(own, administrator(), `/admin/users/${other.id}`);
  await page.getByRole("button", { name: "Make administrator" }).waitFor();
  await asOperator("PATCH", `/v1/users/${other.id}`, { is_disabled: true });
  await page.getByRole("button", { name: "Make administrator" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make administrator" }).click();
  await page.getByRole("button", { name: "Enable" }).waitFor();
  assert.equal(await fact(page, "State").innerText(), "Disabled");
});

browserTest("administrators cannot change themselves, and the last one cannot leave", async (own) => {
  const { page, id } = await openAs(own, administrator(), "/admin");
  await page.goto(`${api}/admin/users/${id}`);
  await page.getByText("This is your own account.").waitFor();
  assert.equal(await page.getByRole("button", { name: /^(Make|Disable|Enable)/ }).count(), 0);

  const alone = await own.anotherContext();
  await alone.request.post(`${limitedApi}/v1/auth/login`, { data: operator });
  const last = await alone.newPage();
  await last.goto(`${limitedApi}/account/delete`);
  await last.getByLabel("Current password").fill(operator.password);
  await last.getByRole("button", { name: "Delete my account" }).click();
  await last.getByRole("alert").filter({ hasText: "last administrator" }).waitFor();
  assert.deepEqual(own.said.splice(0), [failed("409 (Conflict)", "/v1/users/me/delete")]);
});

browserTest("where administration needs two-step login, it leads to where that is switched on, and back", async (own) => {
  const context = await own.anotherContext();
  const post = async (path, data, headers) =>
    (await context.request.post(`${limitedApi}/v1/auth/${path}`, { data, headers: headers ?? {} })).json();
  await post("login", operator);
  const page = await context.newPage();
  const button = (name) => page.getByRole("button", { name, exact: true });
  await page.goto(`${limitedApi}/admin/audit`);
  await page.getByText("Administrators need two-step login here.").waitFor();
  assert.equal(new URL(page.url()).pathname, "/account/security");
  await button("Send it again").click();
  const { link } = await mailTo(operator.email, "/verify-email");
  const token = new URL(link).hash.replace("#token=", "");
  await post("email/verify", { token });
  await page.reload();
  await page.getByText("Administrators need two-step login here.").waitFor(); // still
  await button("Set up an app").click();
  const app = { secret: (await page.getByText(/^([A-Z2-7]{4} ?){8}$/).innerText()).replaceAll(" ", ""), step: 0 };
  await page.getByLabel("Code").fill(await codeOf(app));
  await button("Confirm").click();
  await button("Go to the administration").click();
  await page.getByRole("heading", { name: "Accounts", level: 1 }).waitFor();
  await button("Log out").click();
  await page.getByRole("heading", { name: "Log in", level: 1 }).waitFor();

  // A device that is remembered is no second factor here.
  await post("login", operator);
  const { access_token } = await post("mfa/verify", { code: await codeOf(app), remember_device: true });
  await post("logout", undefined, { Authorization: `Bearer ${access_token}` });
  assert.equal(typeof (await post("login", operator)).access_token, "string");
  await page.goto(`${limitedApi}/admin`);
  await page.getByText("The administration needs your second factor, and may ask you for it.").waitFor();
  await button("Go to the administration").click();
  const dialog = page.getByRole("dialog", { name: "Prove that it is you" });
  await dialog.getByLabel("Code").fill(await codeOf(app));
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Accounts", level: 1 }).waitFor();
  const refused = own.said.splice(0);
  assert.ok(refused.length > 0 && refused.every((line) => line.includes("403 (Forbidden)")), refused.join());
});

browserTest("others learn that the pages are for administrators, and stay logged in", async (own) => {
  const { page, id } = await openAs(own, register(), "/account");
  for (const [path, url] of [
    ["/admin", "/v1/users"],
    [`/admin/users/${id}`, `/v1/users/${id}`],
    ["/admin/audit", "/v1/audit"],
  ]) {
    await page.goto(api + path);
    await page.getByRole("heading", { name: "Only administrators", level: 1 }).waitFor();
    assert.equal(new URL(page.url()).pathname, path);
    await page.waitForLoadState("networkidle");
    const refused = own.said.splice(0);
    assert.ok(refused.includes(failed("403 (Forbidden)", url)), refused.join());
    assert.deepEqual(refused.filter((line) => !line.includes("403 (Forbidden)")), []);
  }
  await page.getByRole("link", { name: "Go to your account" }).click();
  await page.getByRole("heading", { name: "Your account", level: 1 }).waitFor();
});

browserTest("an account that does not exist says so, and what happened to it", async (own) => {
  const gone = await register();
  const { access_token: token } = await call(undefined, "POST", "/v1/auth/login", gone);
  await call(token, "POST", "/v1/users/me/delete", { current_password: password });
  const { page } = await openAs(own, administrator(), `/admin/users/${gone.id}`);
  await page.getByRole("heading", { name: "No such account" }).waitFor();
  own.said.length = 0; // 404
  await page.getByRole("link", { name: "What happened to it" }).click();
  await page.getByRole("row", { name: /Account deleted/ }).waitFor();
  await page.getByRole("row", { name: /Account created/ }).waitFor();
});

browserTest("the audit log is filtered by account, type and time, and goes on with older entries", async (own) => {
  const other = await register();
  for (let i = 0; i < 55; i += 1) await asOperator("PATCH", `/v1/users/${other.id}`, { is_disabled: i % 2 === 0 });
  const { page } = await openAs(own, administrator(), "/admin/audit");
  await page.getByRole("searchbox", { name: "Account" }).fill(other.email.toUpperCase());
  await page.getByRole("link", { name: "Older" }).waitFor();
  await page.getByLabel("What happened").selectOption("Account disabled");
  await shows(page, 28); // the type was chosen before the address was searched for
  const [row] = await page.getByRole("row", { name: /Account disabled/ }).all();
  assert.equal(await row.getByRole("link", { name: operator.email }).count(), 1);
  assert.equal(await row.getByRole("link", { name: other.email }).count(), 1);

  await page.getByLabel("What happened").selectOption("All");
  await page.getByRole("link", { name: "Older" }).click();
  await page.getByRole("link", { name: "Newest" }).waitFor();
  await page.getByRole("row", { name: /Account created/ }).waitFor();
  await shows(page, 6);
  await page.goBack();
  await page.getByRole("link", { name: "Older" }).waitFor();

  const day = (shift) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("From").fill(day(2));
  await page.getByText("Nothing like this happened.").waitFor();
  await page.getByLabel("From").fill(day(-2));
  await page.getByLabel("Until").fill(day(2));
  await page.getByRole("link", { name: "Older" }).waitFor();
  await page.getByRole("searchbox", { name: "Account" }).fill("nobody@example.com");
  await page.getByText("Nothing like this happened.").waitFor();
});

browserTest("newer entries of the audit log are announced by a note, and shown on demand", async (own) => {
  const other = await register();
  await own.context.clock.install();
  const { page } = await openAs(own, administrator(), `/admin/audit?account=${other.email}`);
  await page.getByRole("row", { name: /Account created/ }).waitFor();
  await call(undefined, "POST", "/v1/auth/login", other);
  await own.context.clock.runFor(31_000);
  await page.getByText("There are newer entries.").waitFor();
  assert.equal(await page.getByRole("row", { name: /Logged in/ }).count(), 0);
  await page.getByRole("button", { name: "Show them" }).click();
  await page.getByRole("row", { name: /Logged in/ }).waitFor();
  await page.getByText("There are newer entries.").waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "TABLE");
});

browserTest("on a narrow screen the table is a table for screen readers, too", async (own) => {
  const { page, email } = await openAs(own, administrator(), "/admin");
  await page.setViewportSize({ width: 320, height: 900 });
  await page.getByRole("table").waitFor();
  const devtools = await own.context.newCDPSession(page);
  await devtools.send("Accessibility.enable");
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  const named = (role) => nodes.filter((node) => node.role?.value === role).map((node) => node.name?.value);
  assert.deepEqual(named("columnheader"), ["Address", "Role", "State", "Since", "Last seen"]);
  assert.ok(named("rowheader").includes(email));
  assert.ok(named("cell").includes("Administrator"), named("cell").join()); // without the name of the column
  assert.equal(named("table").length, 1);
});
