// Several tabs of one browser, with one cookie.
import assert from "node:assert/strict";
import { api, browserTest, failed, register } from "./tools.mjs";
import { LOGGED_OUT, SITE, assertAlive, enter, logIn, openTab, says } from "./visit.mjs";

const NEW_PASSWORD = "tin drum orchard 4";
const ENDED = failed("401 (Unauthorized)", "/v1/users/me");

/** A tab that hears nothing from the others, as in an older browser. */
const deaf = () => delete globalThis.BroadcastChannel;

const eventsOf = (page) => page.evaluate(() => window.stylipp.events.splice(0));
const readMe = (page) =>
  page.evaluate(async () => {
    const { data, error } = await window.stylipp.api.GET("/v1/users/me");
    return data?.email ?? error.code;
  });
const resumed = (page) => page.evaluate(() => window.stylipp.api.resume());
const changePassword = (page, current_password) =>
  page.evaluate(
    async (body) => (await window.stylipp.api.POST("/v1/users/me/password", { body })).response.status,
    { current_password, new_password: NEW_PASSWORD },
  );

/** A call without the browser; returns the body of the response. */
async function post(path, body, token) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(api + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(response.ok, true);
  return response.json();
}

/** End all sessions of an account, as from another device. */
async function endAll({ email, password }) {
  const { access_token } = await post("/v1/auth/login", { email, password });
  await post("/v1/auth/logout-all", {}, access_token);
}

browserTest("a password change in one tab leaves the other logged in", async (own) => {
  const { page, email, password, loggedIn } = await logIn(own);
  const other = await openTab(own.context);
  await says(other, loggedIn);
  await eventsOf(other);
  const refreshed = other.waitForResponse(/\/v1\/auth\/refresh/);
  assert.equal(await changePassword(page, password), 200);
  await refreshed; // by itself
  await resumed(other); // the response has been read, too
  assert.equal(await readMe(other), email);
  assert.equal(await readMe(page), email);
  assert.deepEqual(await eventsOf(other), []);
  await assertAlive(page, loggedIn);
});

browserTest("the same in a tab that hears nothing: it refreshes before it believes", async (own) => {
  const { page, email, password, loggedIn } = await logIn(own);
  const other = await openTab(own.context, deaf);
  await says(other, loggedIn);
  await eventsOf(other);
  assert.equal(await changePassword(page, password), 200);
  assert.equal(await readMe(other), email);
  assert.deepEqual(own.said.splice(0), [ENDED]); // the first attempt
  assert.deepEqual(await eventsOf(other), []);
  await assertAlive(other, loggedIn);
});

browserTest("a session that was ended from elsewhere has ended in every tab", async (own) => {
  const { page, loggedIn, ...account } = await logIn(own);
  const other = await openTab(own.context, deaf);
  await says(other, loggedIn);
  await endAll(account);
  for (const tab of [page, other]) {
    assert.equal(await readMe(tab), "session_expired");
    await says(tab, "The session has ended.");
    assert.deepEqual((await eventsOf(tab)).at(-1), "state");
  }
  // The first one's refresh has cleared the cookie, so that of the second is answered with 204.
  assert.deepEqual(own.said.splice(0), [ENDED, failed("401 (Unauthorized)", "/v1/auth/refresh"), ENDED]);
});

browserTest("when another person logs in, every tab shows that account at once", async (own) => {
  const { page } = await logIn(own);
  const other = await openTab(own.context);
  const grace = await register();
  const before = await page.evaluate(() => window.stylipp.api.session.accountId);
  await eventsOf(page);
  const { loggedIn } = await enter(other, grace);
  await says(page, loggedIn);
  assert.deepEqual(await eventsOf(page), ["changed"]);
  const [first, second] = await Promise.all(
    [page, other].map((tab) => tab.evaluate(() => window.stylipp.api.session.accountId)),
  );
  assert.equal(first, second);
  assert.notEqual(first, before);
  assert.equal(await readMe(page), grace.email);
});

browserTest("a call made for one account is not repeated for another", async (own) => {
  const { page, password, ...ada } = await logIn(own);
  for (const reason of ["token_expired", "session_expired"]) {
    const tab = await openTab(own.context, deaf);
    await says(tab, ada.loggedIn);
    await eventsOf(tab);
    const { loggedIn, email } = await enter(page);
    assert.equal(await readMe(tab), ada.email); // still for the account that it shows
    const sent = [];
    tab.on("request", (request) => request.method() === "POST" && sent.push(new URL(request.url()).pathname));
    // It may be told later than what the page makes of the response.
    const refreshed = tab.waitForRequest("**/v1/auth/refresh*");
    if (reason === "session_expired") await endAll({ ...ada, password });
    else {
      const headers = { "Access-Control-Allow-Origin": SITE, "Access-Control-Allow-Credentials": "true" };
      const json = { code: reason, detail: "", problems: null };
      const refuse = (route) => route.fulfill({ status: 401, headers, json });
      await tab.route("**/v1/users/me/delete", refuse, { times: 1 });
    }
    const code = await tab.evaluate(async (current_password) => {
      const { api } = window.stylipp;
      const { error } = await api.POST("/v1/users/me/delete", { body: { current_password } });
      return error?.code ?? "deleted";
    }, password);
    assert.equal(code, "session_changed"); // both accounts have this password
    await refreshed;
    assert.deepEqual(sent, ["/v1/users/me/delete", "/v1/auth/refresh"]);
    await says(tab, loggedIn);
    assert.deepEqual(await eventsOf(tab), ["changed"]);
    assert.equal(await readMe(page), email); // that account is still there
    assert.deepEqual(own.said.splice(0), [failed("401 (Unauthorized)", "/v1/users/me/delete")]);
    await enter(page, { ...ada, password });
    await tab.close();
  }
});

browserTest("what was asked for one account is not answered after a change", async (own) => {
  const { page } = await logIn(own);
  const other = await openTab(own.context);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/v1/auth/sessions", async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  const slow = page.evaluate(async () => (await window.stylipp.api.GET("/v1/auth/sessions")).error?.code);
  const { loggedIn } = await enter(other);
  await says(page, loggedIn);
  release();
  assert.equal(await slow, "session_changed");
});

browserTest("a logout or login in one tab is one in all tabs", async (own) => {
  const { page, loggedIn, ...account } = await logIn(own);
  const other = await openTab(own.context);
  await says(other, loggedIn);
  await page.getByRole("button", { name: "Log out" }).click();
  for (const tab of [page, other]) await says(tab, LOGGED_OUT);
  await enter(other, account);
  await says(page, loggedIn);
  const events = await eventsOf(page);
  assert.deepEqual(events, ["state", "state", "state", "state"]); // none, in, out, in
});

browserTest("announce() tells the other tabs of the same account", async (own) => {
  const { page, loggedIn } = await logIn(own);
  const other = await openTab(own.context);
  await says(other, loggedIn);
  for (const tab of [page, other]) await eventsOf(tab);
  await page.evaluate(() => window.stylipp.api.session.announce());
  await other.waitForFunction(() => window.stylipp.events.length > 0);
  assert.deepEqual(await eventsOf(other), ["account"]);
  assert.deepEqual(await eventsOf(page), []);
});

browserTest("what tabs say to each other contains no secret", async (own) => {
  const { page, token } = await logIn(own);
  const other = await openTab(own.context);
  await other.evaluate(() => {
    window.heard = [];
    new BroadcastChannel("stylipp-session").onmessage = ({ data }) => window.heard.push(data);
  });
  await page.getByRole("button", { name: "Log out" }).click();
  await says(page, LOGGED_OUT);
  await enter(page);
  const heard = await other.evaluate(() => window.heard);
  assert.deepEqual(heard.map(({ word }) => word), ["out", "in"]);
  for (const message of heard) {
    assert.deepEqual(Object.keys(message).sort(), ["accountId", "api", "word"]);
    assert.match(message.accountId, /^[0-9a-f-]{36}$/);
  }
  assert.ok(!JSON.stringify(heard).includes(token));
});

browserTest(
  "a page from the back-forward cache asks again, and shows nothing before the answer",
  async (own) => {
    const { page } = await logIn(own);
    await page.evaluate(() => {
      window.texts = [];
      addEventListener("pageshow", async ({ persisted }) => {
        window.persisted = persisted;
        await null; // the listeners of the session are called
        await null;
        window.texts.push(document.querySelector("output").textContent);
      });
    });
    await page.goto(`${SITE}/empty`);
    // With a channel, its message would make Chromium drop the page from the cache.
    const other = await openTab(own.context, deaf);
    await other.getByRole("button", { name: "Log out" }).click();
    await says(other, LOGGED_OUT);
    await page.goBack({ waitUntil: "commit" }); // it is not loaded again
    await says(page, LOGGED_OUT);
    assert.deepEqual(await page.evaluate(() => [window.persisted, window.texts]), [true, ["…"]]);
  },
  { keepsPages: true },
);
