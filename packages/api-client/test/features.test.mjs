// Features that a browser may lack, refuse or never complete, against a server that counts refreshes.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, beforeEach, mock, test } from "node:test";
import { createStylipp } from "../dist/index.js";

const ACCOUNT = { id: "1", email: "ada@example.com" };
let refreshes = 0;
let refreshFails = false;
const server = createServer((request, response) => {
  const isRefresh = request.url === "/v1/auth/refresh?optional=true";
  if (isRefresh) refreshes += 1;
  if (isRefresh && refreshFails) return response.destroy();
  const isKnown = isRefresh || request.headers.authorization === "Bearer t";
  response.writeHead(isKnown ? 200 : 401, { "Content-Type": "application/json" });
  const refusal = { code: "not_authenticated", detail: "" };
  response.end(JSON.stringify(isRefresh ? { access_token: "t", account_id: "1" } : isKnown ? ACCOUNT : refusal));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => server.close());
const baseUrl = `http://127.0.0.1:${server.address().port}`;

const replaced = new Map();

/** Replace a global, or remove it, until the test has ended. */
function setGlobal(name, value) {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  delete globalThis[name];
  if (value !== undefined) Object.defineProperty(globalThis, name, { configurable: true, ...value });
}

beforeEach(() => {
  refreshes = 0;
  refreshFails = false;
});
afterEach(() => {
  for (const [name, descriptor] of replaced) {
    delete globalThis[name];
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
  }
  replaced.clear();
  mock.timers.reset();
});

const refusal = (code) => Response.json({ code, detail: "" }, { status: 401 });

const HANGS = { timeout: 10_000 }; // if it fails

const refused = () => new DOMException("insecure", "SecurityError");
const navigatorWith = (request) => ({ value: { locks: { request } } });
const NAVIGATORS = {
  "no navigator": undefined,
  "a navigator without locks": { value: {} },
  "a navigator that throws": { get: () => { throw refused(); } },
  "locks that throw": { value: { get locks() { throw refused(); } } },
  "locks without request": { value: { locks: {} } },
  "request rejects": navigatorWith(async () => { throw refused(); }),
  "request throws": navigatorWith(() => { throw refused(); }),
  "request rejects with nothing": navigatorWith(() => Promise.reject()),
  "request returns nothing": navigatorWith(() => undefined),
  "request calls back at once": navigatorWith((_name, work) => work()),
  "request calls back later": navigatorWith(async (_name, work) => { await null; return work(); }),
  "request calls back and rejects": navigatorWith(async (_name, work) => { await work(); throw refused(); }),
  "request calls back and throws": navigatorWith((_name, work) => { void work(); throw refused(); }),
  "request calls back twice": navigatorWith(async (_name, work) => { await work(); return work(); }),
};

for (const [name, navigator] of Object.entries(NAVIGATORS)) {
  test(`${name}: the session is refreshed, once`, async () => {
    setGlobal("navigator", navigator);
    assert.deepEqual((await createStylipp({ baseUrl }).GET("/v1/users/me")).data, ACCOUNT);
    assert.equal(refreshes, 1);
  });

  test(`${name}: a refresh that fails is not repeated`, async () => {
    setGlobal("navigator", navigator);
    refreshFails = true;
    await assert.rejects(createStylipp({ baseUrl }).GET("/v1/users/me"), TypeError);
    assert.equal(refreshes, 1);
  });
}

test("a lock that is never granted is waited for, but not forever", HANGS, async () => {
  let granted;
  setGlobal("navigator", navigatorWith((_name, work) => new Promise(() => (granted = work))));
  mock.timers.enable({ apis: ["setTimeout"] });
  const call = createStylipp({ baseUrl }).GET("/v1/users/me");
  while (granted === undefined) await new Promise(setImmediate);
  mock.timers.tick(4_000);
  await new Promise(setImmediate);
  assert.equal(refreshes, 0);
  mock.timers.tick(2_000);
  assert.deepEqual((await call).data, ACCOUNT);
  await granted(); // too late: there is nothing left to do
  assert.equal(refreshes, 1);
});

test("a refresh that hangs ends, and lets the next tab have the lock", HANGS, async () => {
  let isReleased = false;
  const request = (_name, work) => work().finally(() => (isReleased = true));
  setGlobal("navigator", navigatorWith(request));
  mock.timers.enable({ apis: ["setTimeout"] });
  let signal;
  const hanging = (request) =>
    new Promise((_, reject) => {
      ({ signal } = request);
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  const resumed = createStylipp({ baseUrl, fetch: hanging }).resume();
  while (signal === undefined) await new Promise(setImmediate);
  mock.timers.tick(16_000);
  await assert.rejects(resumed, { name: "TimeoutError" });
  assert.ok(isReleased);
});

test("a refresh whose body never ends ends like one that hangs", HANGS, async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let signal;
  const half = (request) => {
    ({ signal } = request);
    const start = (body) => signal.addEventListener("abort", () => body.error(signal.reason));
    return new Response(new ReadableStream({ start }));
  };
  const call = createStylipp({
    baseUrl,
    fetch: async (request) => (request.url.includes("/refresh") ? half(request) : refusal("token_expired")),
  }).GET("/v1/users/me");
  while (signal === undefined) await new Promise(setImmediate);
  mock.timers.tick(16_000);
  await assert.rejects(call, { name: "TimeoutError" });
});

/** A lock that is granted to one at a time, in the order of the requests. */
function oneLock() {
  let last = Promise.resolve();
  return navigatorWith((_name, work) => {
    const result = last.then(() => work());
    last = result.catch(() => {});
    return result;
  });
}

const CHANGES = {
  login: (api, options) => api.POST("/v1/auth/login", { body: {}, ...options }),
  "password change": (api, options) => api.POST("/v1/users/me/password", { body: {}, ...options }),
  logout: (api, options) => api.POST("/v1/auth/logout", options),
};

/** An API that sets the cookie slowly and sees whether two requests do so at once. */
function slowApi() {
  const expires = new Set();
  const own = { token: "", sent: [], underWay: 0, overlaps: 0, refreshIsRefused: false, expires };
  own.fetch = async (request) => {
    const { pathname } = new URL(request.url);
    const used = request.headers.get("Authorization");
    own.sent.push(pathname);
    if (pathname === "/v1/users/me") {
      const isCurrent = used === `Bearer ${own.token}`;
      return isCurrent ? Response.json(ACCOUNT) : refusal("token_expired");
    }
    if (own.underWay > 0) own.overlaps += 1;
    own.underWay += 1;
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    own.underWay -= 1;
    if (own.expires.delete(pathname)) return refusal("token_expired");
    if (pathname === "/v1/auth/refresh" && own.refreshIsRefused) return refusal("refresh_token_reused");
    own.token = `${pathname}-${own.sent.length}`;
    return Response.json({ access_token: own.token, account_id: "1", success: true });
  };
  return own;
}

const STARTS = { "a call": (api) => api.GET("/v1/users/me"), "resume()": (api) => api.resume() };

for (const [name, change] of Object.entries(CHANGES)) {
  test(`during a ${name}, no refresh is sent, and its result stays`, HANGS, async () => {
    for (const refreshIsRefused of [false, true]) {
      for (const [what, start] of Object.entries(STARTS)) {
        const own = slowApi();
        const ends = [];
        const api = createStylipp({ baseUrl, fetch: own.fetch, onSessionEnd: () => ends.push(1) });
        await CHANGES.login(api);
        Object.assign(own, { token: "newer", refreshIsRefused });
        const changing = change(api);
        while (own.underWay === 0) await new Promise(setImmediate);
        await Promise.all([changing, start(api)]);
        assert.equal((await changing).response.status, 200);
        assert.equal(own.overlaps, 0, what);
        assert.deepEqual(ends, []);
        const refreshes = own.sent.filter((path) => path === "/v1/auth/refresh").length;
        assert.equal(refreshes, name === "logout" ? 1 : 0); // after a logout, another tab may have logged in
      }
    }
  });

  test(`a ${name} in one tab and a refresh in another take turns`, HANGS, async () => {
    setGlobal("navigator", oneLock());
    for (const isFirst of [true, false]) {
      const own = slowApi();
      const [api, other] = [0, 1].map(() => createStylipp({ baseUrl, fetch: own.fetch }));
      const works = [() => change(api), () => other.resume()];
      await Promise.all((isFirst ? works : works.reverse()).map((work) => work()));
      assert.equal(own.sent.length, 2);
      assert.equal(own.overlaps, 0);
    }
  });

  test(`a ${name} that needs a refresh itself sends it in its own turn`, HANGS, async () => {
    setGlobal("navigator", oneLock());
    const own = slowApi();
    const api = createStylipp({ baseUrl, fetch: own.fetch });
    await CHANGES.login(api);
    own.expires = new Set(["/v1/auth/login", "/v1/users/me/password", "/v1/auth/logout"]); // once each
    own.token = "newer";
    own.sent.length = 0;
    const [{ response }] = await Promise.all([change(api), api.GET("/v1/users/me")]);
    assert.equal(response.status, 200);
    assert.equal(own.overlaps, 0);
    assert.equal(own.sent.filter((path) => path === "/v1/auth/refresh").length, name === "logout" ? 2 : 1);
  });
}

test("an aborted call no longer waits for a refresh, and is not sent", HANGS, async () => {
  const sent = [];
  let answer;
  const slow = async (request) => {
    const { pathname } = new URL(request.url);
    sent.push(pathname);
    if (pathname === "/v1/auth/refresh") await new Promise((resolve) => (answer = resolve));
    return pathname === "/v1/users/me" ? refusal("token_expired") : Response.json({ access_token: "t", account_id: "1" });
  };
  const api = createStylipp({ baseUrl, fetch: slow });
  const resumed = api.resume();
  while (answer === undefined) await new Promise(setImmediate);
  const controller = new AbortController();
  const { signal } = controller;
  const calls = Object.values(CHANGES).map((change) => change(api, { signal }));
  calls.push(api.GET("/v1/users/me", { signal }));
  await new Promise(setImmediate);
  controller.abort();
  for (const call of calls) await assert.rejects(call, { name: "AbortError" });
  answer();
  assert.equal(await resumed, true);
  await CHANGES.login(api); // takes its turn after those that were aborted
  assert.deepEqual(sent, ["/v1/auth/refresh", "/v1/users/me", "/v1/auth/login"]);
});

test("what older browsers and other runtimes lack is not needed", async () => {
  const { timeout } = AbortSignal;
  after(() => (AbortSignal.timeout = timeout));
  delete AbortSignal.timeout;
  for (const name of ["Blob", "File", "crypto", "location", "document"]) setGlobal(name, undefined);
  const ends = [];
  const api = createStylipp({ baseUrl, onSessionEnd: () => ends.push(1) });
  assert.deepEqual((await api.GET("/v1/users/me")).data, ACCOUNT);
  assert.equal((await api.PUT("/v1/users/me", { body: { a: 1 } })).data.id, "1");
  const ended = Response.json({ code: "session_expired", detail: "" }, { status: 401 });
  let isOver = false;
  const own = createStylipp({
    baseUrl,
    onSessionEnd: () => ends.push(1),
    fetch: async (request) => (isOver ? ended.clone() : fetch(request)),
  });
  await own.resume();
  isOver = true;
  assert.equal((await own.GET("/v1/users/me")).error.code, "session_expired");
  assert.equal(ends.length, 1);
});

test("a relative URL is resolved where location is no base", async () => {
  const page = "https://app.example.com/account?tab=1";
  const seen = [];
  const fetched = async (request) => {
    seen.push(request.url);
    return Response.json(ACCOUNT);
  };
  const call = async (baseUrl) => {
    await createStylipp({ baseUrl, fetch: fetched }).GET("/v1/users/me");
    return seen.pop();
  };
  const places = [
    [{ href: page, origin: "https://app.example.com" }, { baseURI: "https://cdn.example.com/" }],
    [{ href: "about:srcdoc", origin: "null" }, { baseURI: page }],
    [{ href: "blob:https://app.example.com/1", origin: "https://app.example.com" }, undefined],
    [{ href: "about:blank", origin: "https://app.example.com" }, { baseURI: "about:blank" }],
  ];
  for (const [location, document] of places) {
    setGlobal("location", { value: location });
    setGlobal("document", document && { value: document });
    assert.equal(await call("/api/"), "https://app.example.com/api/v1/users/me");
    assert.equal(await call("https://api.example.com"), "https://api.example.com/v1/users/me");
  }
  setGlobal("location", { value: { href: "about:srcdoc", origin: "null" } });
  setGlobal("document", undefined);
  assert.equal(await call("https://api.example.com"), "https://api.example.com/v1/users/me");
  assert.throws(() => createStylipp({ baseUrl: "/api" }), /must be an absolute URL/);
});
