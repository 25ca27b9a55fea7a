// The login: back to where the visitor was, and what it says when it fails.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { after } from "node:test";
import { api, asOperator, browserTest, failed, hardReload, limitedApi, loggedIn, register, scanAllFour } from "./tools.mjs";

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const emailField = (page) => page.getByRole("textbox", { name: "E-mail" });
const passwordField = (page) => page.getByLabel("Password", { exact: true });
const press = (page, name = "Log in") => page.getByRole("button", { name, exact: true }).click();
const isFocused = (field) => field.evaluate((element) => element === document.activeElement);
const failedAt = (path, reason) => `error: Failed to load resource: net::${reason} [${path}]`;

async function enter(page, { email, password }) {
  await emailField(page).fill(email);
  await passwordField(page).fill(password);
}

/** The API at another port, where connections do what `mode` says as soon as `path` is called. */
async function unreliable(path) {
  const wire = { mode: "pass" };
  const sockets = new Set();
  const server = createServer((browser) => {
    const { port } = new URL(api);
    const server = connect(port, "127.0.0.1");
    let isHung = false;
    for (const [from, to] of [[browser, server], [server, browser]]) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
      from.on("data", (data) => {
        const isMeant = wire.mode !== "pass" && data.includes(`POST ${path}`);
        isHung ||= isMeant && wire.mode === "hang"; // the body may come after the head
        if (isMeant && wire.mode === "break") from.destroy();
        else if (!isHung) to.write(data);
      });
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return Object.assign(wire, { url: `http://localhost:${server.address().port}` });
}

browserTest("a login stays after a hard reload", async ({ context }) => {
  const page = await context.newPage();
  const account = await register();
  await page.goto(api); // leads to the login
  await enter(page, account);
  await press(page);
  await page.waitForURL(`${api}/account`);
  await page.getByRole("link", { name: account.email }).waitFor();
  await hardReload(page);
  await page.getByRole("link", { name: account.email }).waitFor();
  await page.goto(`${api}/login`); // straight on
  await page.waitForURL(`${api}/account`);
});

browserTest("what else logs in comes late and moves nothing that is there", async ({ context }) => {
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  });
  await page.route("**/v1/auth/oidc", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.goto(`${api}/login`);
  const places = () => page.locator("main :is(input, button, a)").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().y));
  await emailField(page).waitFor();
  await page.evaluate(() => document.fonts.ready);
  const before = await places();
  await page.getByRole("button", { name: "Continue with Bravo" }).waitFor();
  await page.getByRole("link", { name: "Log in by e-mail" }).waitFor();
  assert.deepEqual((await places()).slice(0, before.length), before);
  const moved = await page.evaluate(() => window.shifts.reduce((sum, { value }) => sum + value, 0));
  assert.ok(moved < 0.1, moved);
  await scanAllFour(page, "login-providers");
});

browserTest("a server without a login by e-mail offers none", async ({ context }) => {
  const page = await context.newPage();
  await page.goto(`${limitedApi}/login`);
  await page.getByRole("button", { name: "Continue with Away" }).waitFor(); // so the answer is there
  assert.equal(await page.getByRole("link", { name: "Log in by e-mail" }).count(), 0);
});

browserTest("a wrong password is announced, and selected so that it can be typed over", async ({ context, said }) => {
  const page = await context.newPage();
  const { email, password } = await register();
  await page.goto(`${api}/login`);
  await press(page);
  assert.ok(await isFocused(emailField(page))); // nothing was entered
  await enter(page, { email, password: `${password}8` });
  await page.getByRole("button", { name: "Show password" }).click();
  assert.equal(await passwordField(page).getAttribute("type"), "text");
  await press(page);
  await page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
  assert.ok(await isFocused(passwordField(page)));
  assert.equal(await page.evaluate(() => getSelection().toString().length), password.length + 1);
  assert.equal(await passwordField(page).getAttribute("type"), "password"); // hidden again
  assert.equal(await emailField(page).inputValue(), email);
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/login")]);
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${api}/account`);
});

browserTest("the login says that an account is disabled", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await register();
  await asOperator("PATCH", `/v1/users/${account.id}`, { is_disabled: true });
  await page.goto(`${api}/login`);
  await enter(page, account);
  await press(page);
  await page.getByRole("alert").getByText("This account is disabled.").waitFor();
  assert.deepEqual(said.splice(0), [failed("403 (Forbidden)", "/v1/auth/login")]);
});

browserTest("the limit of logins counts down, a press meanwhile repeats the time, and then it works", async ({ context, said }) => {
  const page = await context.newPage();
  const account = { email: `lim-${process.pid}@example.com`, password: "violet anvil kettle 7" };
  const headers = { "Content-Type": "application/json" };
  await fetch(`${limitedApi}/v1/auth/register`, { method: "POST", headers, body: JSON.stringify(account) });
  await page.goto(`${limitedApi}/login`);
  await enter(page, { ...account, password: "wrong" });
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const answer = page.waitForResponse(`${limitedApi}/v1/auth/login`);
    await press(page);
    await answer;
    await page.getByRole("alert").waitFor();
  }
  await page.getByRole("alert").getByText("Too many attempts.").waitFor();
  const clock = await page.getByText(/^You can try again in 0:0[123]\.$/).textContent();
  assert.equal(await page.getByText(clock).getAttribute("aria-hidden"), "true");
  let posts = 0;
  page.on("request", (request) => void (request.method() === "POST" && (posts += 1)));
  await passwordField(page).fill(account.password);
  await press(page);
  await page.getByRole("status").getByText(/^You can try again in [123] seconds?\.$/).waitFor();
  assert.equal(posts, 0);
  await page.getByRole("status").getByText("You can try again now.").waitFor();
  assert.equal(await page.getByText(/0:0\d/).count(), 0);
  await press(page);
  await page.waitForURL(`${limitedApi}/account`);
  const wrong = failed("401 (Unauthorized)", "/v1/auth/login");
  assert.deepEqual(said.splice(0), [wrong, wrong, failed("429 (Too Many Requests)", "/v1/auth/login")]);
});

browserTest("without a connection the entries stay, and are sent by the next press", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await register();
  await page.goto(`${api}/login`);
  await enter(page, account);
  await context.setOffline(true);
  await press(page);
  await page.getByRole("alert").getByText("There is no connection. Your entries are kept.").waitFor();
  assert.equal(await emailField(page).inputValue(), account.email);
  assert.equal(await passwordField(page).inputValue(), account.password);
  assert.deepEqual(said.splice(0), [failedAt("/v1/auth/login", "ERR_INTERNET_DISCONNECTED")]);
  await context.setOffline(false);
  await press(page);
  await page.waitForURL(`${api}/account`);
});

browserTest("an API that dies during a call keeps the entries, too", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await register();
  const wire = await unreliable("/v1/auth/login");
  await page.goto(`${wire.url}/login`);
  await enter(page, account);
  wire.mode = "break";
  await press(page);
  await page.getByRole("alert").getByText("There is no connection.").waitFor();
  assert.equal(await passwordField(page).inputValue(), account.password);
  assert.equal(said.splice(0).length, 1);
  wire.mode = "pass";
  await press(page);
  await page.waitForURL(`${wire.url}/account`);
});

browserTest("an API that does not answer is given up after 20 seconds, and asked once only", async ({ context }) => {
  const page = await context.newPage();
  const { email } = await register();
  const wire = await unreliable("/v1/auth/password/forgot");
  await page.clock.install();
  await page.goto(`${wire.url}/forgot-password`);
  await emailField(page).fill(email);
  wire.mode = "hang";
  const sent = [];
  page.on("request", (request) => sent.push(request));
  await press(page, "Send me a link");
  await page.getByRole("status").filter({ hasText: "One moment" }).waitFor({ state: "attached" });
  await page.keyboard.press("Enter"); // ignored
  await page.clock.fastForward(19_000);
  assert.equal(await page.getByRole("alert").count(), 0);
  assert.equal(sent.length, 1);
  await page.clock.fastForward(1_500);
  await page.getByRole("alert").getByText("The server does not answer.").waitFor();
  assert.equal(await emailField(page).inputValue(), email);
  wire.mode = "pass";
  await press(page, "Send me a link");
  await heading(page, "Check your mail");
});

browserTest("an API that is away at the start is not a logout", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await loggedIn(context);
  const wire = await unreliable("/v1/auth/refresh");
  wire.mode = "break";
  await page.goto(`${wire.url}/account`);
  await heading(page, "No connection");
  assert.equal(said.splice(0).length, 1);
  wire.mode = "pass";
  await press(page, "Try again");
  await page.getByRole("link", { name: account.email }).waitFor();
  assert.equal(page.url(), `${wire.url}/account`);
});

browserTest("a logout that fails says so in the header, and the next press is one", async ({ context, said }) => {
  await loggedIn(context);
  const page = await context.newPage();
  await page.goto(`${api}/account`);
  const header = page.getByRole("banner");
  await header.getByRole("button", { name: "Log out" }).waitFor();
  await page.getByRole("button", { name: "Change password" }).waitFor(); // its form knows the account by then
  await page.getByRole("button", { name: "Change e-mail" }).waitFor();
  await context.setOffline(true);
  await header.getByRole("button", { name: "Log out" }).click();
  await header.getByRole("alert").getByText("There is no connection.", { exact: true }).waitFor();
  assert.deepEqual(said.splice(0), [failedAt("/v1/auth/logout", "ERR_INTERNET_DISCONNECTED")]);
  await context.setOffline(false);
  await header.getByRole("button", { name: "Log out" }).click();
  await heading(page, "Log in");
});

browserTest("a page that is opened without a connection says so, and opens when it is back", async ({ context, said }) => {
  await loggedIn(context);
  const page = await context.newPage();
  await page.goto(`${api}/account`);
  await page.getByRole("link", { name: "Delete your account" }).waitFor();
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await page.getByRole("link", { name: "Delete your account" }).click();
  await heading(page, "No connection");
  await press(page, "Try again");
  await page.getByRole("status").getByText("One moment").waitFor({ state: "hidden" });
  await page.goBack();
  await heading(page, "Your account");
  await page.goForward();
  await heading(page, "No connection");
  assert.ok(said.splice(0).length > 0);
  await context.setOffline(false); // by itself
  await heading(page, "Delete your account");
  said.length = 0; // what was tried without a connection
});

browserTest("a page whose script is missing is reloaded once, then says that it cannot be shown", async ({ context, said }) => {
  await loggedIn(context);
  const page = await context.newPage();
  await page.route(/\/assets\/Data-/, (route) => route.fulfill({ status: 404 }));
  await page.goto(`${api}/account`);
  let loads = 0;
  page.on("load", () => (loads += 1));
  await page.getByRole("link", { name: "Download your data" }).click();
  await heading(page, "Something went wrong");
  assert.equal(loads, 1);
  assert.ok(said.splice(0).length > 0);
  await page.unroute(/\/assets\/Data-/);
  await press(page, "Reload the page");
  await heading(page, "Download your data");
});

browserTest("an address that is nearly that of a page is nothing, as the server says", async ({ context, said }) => {
  const page = await context.newPage();
  for (const path of ["/LOGIN", "/login/", "/admin/users/"]) {
    await page.goto(api + path);
    await heading(page, "Nothing here");
    assert.deepEqual(said.splice(0), [failed("404 (Not Found)", path)]);
  }
});

browserTest("the login leads to our own pages only", async ({ context, outside }) => {
  const page = await context.newPage();
  await loggedIn(context);
  const follow = async (next, path) => {
    await page.evaluate((search) => history.pushState(null, "", `/login?${search}`), `${new URLSearchParams({ next })}`);
    await page.waitForURL((url) => url.pathname !== "/login");
    assert.equal(page.url(), api + path, next);
  };
  await page.goto(`${api}/login?next=//evil.example`);
  await page.waitForURL(`${api}/account`);
  await follow("/account#password", "/account#password");
  await follow("/account/data", "/account/data");
  for (const next of [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https:evil.example",
    "https://evil.example/account",
    "//localhost@evil.example/account",
    "javascript:alert(1)",
    "/javascript:alert(1)",
    "data:text/html,x",
    "%2f%2fevil.example",
    "/%2f%2fevil.example",
    "/account/../docs",
    "/login?next=/login",
  ]) {
    await follow(next, "/account");
  }
  assert.deepEqual(outside, []);
});

browserTest("a person who was asked to log in comes back to the page", async ({ context }) => {
  const page = await context.newPage();
  const account = await register();
  await page.goto(`${api}/account#password`);
  await heading(page, "Log in");
  await enter(page, account);
  await press(page);
  await page.waitForURL(`${api}/account#password`);
  await page.goBack(); // the login is not in the history
  assert.equal(page.url(), "about:blank");
});

browserTest("a person without an account creates one, and comes to the page that asked for a login", async ({ context }) => {
  const page = await context.newPage();
  await page.goto(`${api}/account/data`);
  await emailField(page).fill("typed@example.com");
  await page.getByRole("link", { name: "Create an account" }).click();
  await heading(page, "Create an account");
  await page.goBack();
  await heading(page, "Log in");
  assert.equal(await emailField(page).inputValue(), "typed@example.com");
  await page.getByRole("link", { name: "Create an account" }).click();
  await enter(page, { email: `next-${process.pid}@example.com`, password: "violet anvil kettle 7" });
  await press(page, "Create the account");
  await page.getByRole("link", { name: "Continue" }).click();
  await page.waitForURL(`${api}/account/data`);
});

browserTest("a second account is created in the same tab, and its mail announced", async ({ context }) => {
  const page = await context.newPage();
  for (const name of ["first", "second"]) {
    await page.goto(`${api}/register`, { waitUntil: "networkidle" }); // the account of the first one is there
    if (name === "second") {
      await press(page, "Log out");
      await page.getByRole("link", { name: "Create an account" }).click();
    }
    const email = `${name}-${process.pid}@example.com`;
    await enter(page, { email, password: "violet anvil kettle 7" });
    await press(page, "Create the account");
    await heading(page, "Check your mail");
    await page.getByRole("navigation").getByRole("link", { name: email }).waitFor(); // logged in
    await heading(page, "Check your mail");
  }
});

browserTest("after a logout, the next person does not come to where the last one was", async ({ context }) => {
  const page = await context.newPage();
  await loggedIn(context);
  await page.goto(`${api}/account/delete`);
  await page.getByRole("button", { name: "Log out" }).click();
  await heading(page, "Log in");
  assert.equal(page.url(), `${api}/login`);
});

browserTest("after a login the heading has the focus, unless the address leads to a section", async ({ context }) => {
  const page = await context.newPage();
  const account = await register();
  await page.goto(`${api}/account#main`);
  await enter(page, account);
  await press(page);
  await heading(page, "Your account");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
});

browserTest("a form that is shown before the login is known stays for the person who is in it", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await loggedIn(context);
  let answer;
  const asked = new Promise((resolve) => (answer = resolve));
  await page.route(/\/v1\/auth\/refresh/, async (route) => (await asked, route.continue()));
  await page.goto(`${api}/login`);
  await enter(page, { email: account.email, password: "wrong" });
  await press(page);
  answer();
  await page.getByRole("status").getByText("You are logged in already.").waitFor();
  await page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
  assert.equal(await emailField(page).inputValue(), account.email);
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/login")]);
  await passwordField(page).fill(account.password);
  await press(page);
  await page.waitForURL(`${api}/account`);
});

browserTest("without its script a page has no form, and sends nothing", async ({ context, said }) => {
  const page = await context.newPage();
  await page.route(/\/assets\/.*\.js$/, (route) => route.abort());
  const sent = [];
  page.on("request", (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(`${api}/login`, { waitUntil: "networkidle" });
  assert.ok(said.splice(0).length > 0); // the script is missing
  await page.keyboard.type("violet anvil kettle 7");
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("textbox").count(), 0);
  assert.equal(await page.getByRole("button").count(), 0);
  assert.deepEqual(sent.filter((line) => !/^GET \/(login|favicon\.svg|assets\/[\w.-]+)$/.test(line)), []);
  assert.equal(page.url(), `${api}/login`);
});
