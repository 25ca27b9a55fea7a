// Features that a browser may lack, refuse or never complete, against a server that counts refreshes.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, beforeEach, mock, test } from "node:test";
import { createStylipp } from "../dist/index.js";

const ACCOUNT = { id: "1", email: "ada@example.com" };
let refreshes = 0;
let refreshFails = false;
const server = createServer((request, response) => {
  const isRefresh = request.url === "/v1/auth/refresh";
  if (isRefresh) refreshes += 1;
  if (isRefresh && refreshFails) return response.destroy();
  const isKnown = isRefresh || request.headers.authorization === "Bearer t";
  response.writeHead(isKnown ? 200 : 401, { "Content-Type": "application/json" });
  const refusal = { code: "not_authenticated", detail: "" };
  response.end(JSON.stringify(isRefresh ? { access_token: "t" } : isKnown ? ACCOUNT : refusal));
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
  mock.timers.tick(20_000);
  await assert.rejects(resumed, { name: "TimeoutError" });
  assert.ok(isReleased);
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
  const own = createStylipp({
    baseUrl,
    onSessionEnd: () => ends.push(1),
    fetch: async (request) => (request.url.endsWith("/me") ? ended.clone() : fetch(request)),
  });
  await own.resume();
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
