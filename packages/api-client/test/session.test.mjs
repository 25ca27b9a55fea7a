// The state of the session, against an API that answers as told, in one tab and without a browser.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mock, test } from "node:test";
import { createStylipp } from "../dist/index.js";

const refusal = (code, status = 401) => Response.json({ code, detail: "" }, { status });
const offline = () => Promise.reject(new TypeError("fetch failed"));

/** A client of an API that answers by path, with functions, and what it has sent and told. */
function visit(answers, options) {
  const sent = [];
  const events = [];
  const fetch = async (request) => {
    const { pathname, search } = new URL(request.url);
    sent.push(`${request.method} ${pathname}${search}`);
    return answers[pathname](request);
  };
  const api = createStylipp({ baseUrl: "http://api.test", fetch, ...options });
  api.session.subscribe((event) => events.push(event));
  return { api, sent, events, answers };
}

const REFRESH = "/v1/auth/refresh";
const ME = "/v1/users/me";
const of = (account_id, access_token = account_id) => () => Response.json({ access_token, account_id });
const nothing = () => new Response(null, { status: 204 });
const whoAmI = (request) => {
  const token = request.headers.get("Authorization")?.slice("Bearer ".length);
  return token ? Response.json({ id: token }) : refusal("not_authenticated");
};
const log_in = (api) => api.POST("/v1/auth/login", { body: { email: "", password: "" } });
const read_me = (api) => api.GET(ME);
const stateOf = ({ api }) => [api.session.state, api.session.accountId];

test("a visit without a login is answered with 204, and by an older API with 401", async () => {
  for (const answer of [nothing, () => refusal("refresh_token_missing")]) {
    const own = visit({ [REFRESH]: answer });
    assert.deepEqual(stateOf(own), ["unknown", undefined]);
    assert.equal(await own.api.resume(), false);
    assert.deepEqual(stateOf(own), ["none", undefined]);
    assert.deepEqual(own.events, ["state"]);
    assert.deepEqual(own.sent, [`POST ${REFRESH}?optional=true`]);
  }
});

test("a session goes from open to ended, and a login opens it again", async () => {
  const ends = [];
  const own = visit({ [REFRESH]: of("ada"), [ME]: whoAmI, "/v1/auth/login": of("ada") }, { onSessionEnd: () => ends.push(1) });
  assert.equal(await own.api.resume(), true);
  assert.deepEqual(stateOf(own), ["open", "ada"]);
  Object.assign(own.answers, { [ME]: () => refusal("session_expired"), [REFRESH]: () => refusal("session_expired") });
  assert.equal((await read_me(own.api)).error.code, "session_expired");
  assert.deepEqual(stateOf(own), ["ended", undefined]);
  assert.equal(await own.api.resume(), false);
  assert.deepEqual(stateOf(own), ["ended", undefined]); // as the page says
  await log_in(own.api);
  assert.deepEqual(stateOf(own), ["open", "ada"]);
  assert.deepEqual(own.events, ["state", "state", "state"]);
  assert.deepEqual(ends, [1]);
});

test("a page that loads after the end of its session says so, but nothing after a logout", async () => {
  for (const code of ["session_expired", "refresh_token_reused"]) {
    const ends = [];
    const own = visit({ [REFRESH]: offline, "/v1/auth/login": of("ada") }, { onSessionEnd: () => ends.push(1) });
    await own.api.resume().catch(() => {});
    own.answers[REFRESH] = () => refusal(code);
    assert.equal(await own.api.resume(), false);
    assert.deepEqual(stateOf(own), ["ended", undefined]);
    own.answers[REFRESH] = nothing; // the API has cleared the cookie
    assert.equal(await own.api.resume(), false);
    assert.deepEqual(stateOf(own), ["ended", undefined]);
    assert.deepEqual(own.events, ["state", "state"]); // away, ended
    assert.deepEqual(ends, [1]);
    await log_in(own.api);
    own.answers["/v1/auth/logout"] = () => Response.json({ success: true });
    await own.api.POST("/v1/auth/logout");
    own.answers[REFRESH] = () => refusal(code);
    assert.equal(await own.api.resume(), false);
    assert.deepEqual(stateOf(own), ["none", undefined]);
    assert.deepEqual(ends, [1]);
  }
  const own = visit({ [REFRESH]: () => refusal("refresh_token_invalid") }); // perhaps never a cookie of the API
  assert.equal(await own.api.resume(), false);
  assert.deepEqual(stateOf(own), ["none", undefined]);
});

test("an API that cannot be reached leaves the state away, until it answers", async () => {
  for (const unreachable of [offline, () => refusal("service_unavailable", 503)]) {
    const own = visit({ [REFRESH]: unreachable, [ME]: whoAmI });
    await assert.rejects(own.api.resume());
    assert.deepEqual(stateOf(own), ["away", undefined]);
    own.answers[REFRESH] = of("ada");
    assert.equal((await read_me(own.api)).data.id, "ada");
    assert.deepEqual(stateOf(own), ["open", "ada"]);
    own.answers[REFRESH] = unreachable;
    await own.api.resume().catch(() => {});
    assert.deepEqual(stateOf(own), ["open", "ada"]); // nothing says that it has ended
  }
});

test("an older API is asked whose a token is", async () => {
  const own = visit({ [REFRESH]: of(undefined, "ada"), "/v1/auth/login": of(undefined, "grace"), [ME]: whoAmI });
  await own.api.resume();
  assert.deepEqual(stateOf(own), ["open", "ada"]);
  await log_in(own.api);
  assert.deepEqual(stateOf(own), ["open", "grace"]);
  assert.deepEqual(own.events, ["state", "changed"]);
  own.answers[ME] = () => refusal("service_unavailable", 503);
  assert.equal((await log_in(own.api)).error.code, "service_unavailable");
  own.answers[ME] = whoAmI;
  assert.equal((await read_me(own.api)).data.id, "grace"); // with the token whose account is known
});

test("a second refusal is not followed by a second refresh", async () => {
  const own = visit({ [REFRESH]: of("ada"), [ME]: () => refusal("session_expired") });
  await own.api.resume();
  own.sent.length = 0;
  assert.equal((await read_me(own.api)).error.code, "session_expired");
  assert.deepEqual(own.sent, [`GET ${ME}`, `POST ${REFRESH}?optional=true`, `GET ${ME}`]);
  assert.deepEqual(stateOf(own), ["open", "ada"]); // as the refresh says
});

test("no call is sent for another account than the one for which it was made", async () => {
  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  const own = visit({ [REFRESH]: of("ada"), [ME]: whoAmI, "/v1/auth/login": () => answered });
  await own.api.resume();
  const entering = log_in(own.api);
  const body = { current_password: "" };
  const deleting = own.api.POST("/v1/users/me/delete", { body }); // takes its turn after the login
  const leaving = own.api.POST("/v1/auth/logout");
  answer(of("grace")());
  await entering;
  for (const call of [deleting, leaving]) {
    const { error, response } = await call;
    assert.deepEqual([error.code, error.problems, response.status], ["session_changed", null, 409]);
  }
  assert.deepEqual(own.sent, [`POST ${REFRESH}?optional=true`, "POST /v1/auth/login"]);
  assert.deepEqual(stateOf(own), ["open", "grace"]);
});

test("a form of a session that has ended is not sent for another account", async () => {
  const own = visit({ [REFRESH]: of("ada"), [ME]: () => refusal("session_expired") });
  await own.api.resume();
  own.answers[REFRESH] = nothing;
  await read_me(own.api);
  assert.deepEqual(stateOf(own), ["ended", undefined]);
  Object.assign(own.answers, { [REFRESH]: of("grace"), [ME]: whoAmI }); // who logged in in another tab
  assert.equal((await read_me(own.api)).error.code, "session_changed");
  assert.deepEqual(own.events, ["state", "state", "changed", "state"]);
  assert.equal((await read_me(own.api)).data.id, "grace");
});

test("after a logout, another login is no change of account", async () => {
  const own = visit({ "/v1/auth/login": of("ada"), "/v1/auth/logout": () => Response.json({ success: true }) });
  await log_in(own.api);
  await own.api.POST("/v1/auth/logout");
  assert.deepEqual(stateOf(own), ["none", undefined]);
  own.answers["/v1/auth/login"] = of("grace");
  await log_in(own.api);
  assert.deepEqual(own.events, ["state", "state", "state"]);
});

for (const path of ["/v1/auth/login", "/v1/auth/mfa/verify", "/v1/auth/passkey/login"]) {
  test(`${path} may be for another account than the one of the page, also when that has ended`, async () => {
    const own = visit({ [REFRESH]: of("ada"), [ME]: whoAmI, [path]: of("grace") });
    await own.api.resume();
    assert.equal((await own.api.POST(path, { body: {} })).data.account_id, "grace");
    assert.deepEqual(stateOf(own), ["open", "grace"]);
    assert.deepEqual(own.events, ["state", "changed"]);
    assert.equal((await read_me(own.api)).data.id, "grace"); // with its token
    Object.assign(own.answers, { [ME]: () => refusal("session_expired"), [REFRESH]: () => refusal("session_expired") });
    await read_me(own.api);
    assert.deepEqual(stateOf(own), ["ended", undefined]);
    assert.equal((await own.api.POST(path, { body: {} })).data.account_id, "grace");
    assert.deepEqual(stateOf(own), ["open", "grace"]);
  });
}

test("a listener that has left hears nothing", async () => {
  const own = visit({ "/v1/auth/login": of("ada") });
  own.api.session.subscribe(() => assert.fail("called"))();
  await log_in(own.api);
  assert.deepEqual(own.events, ["state"]);
});

test("a listener that throws fails no call", () => {
  const script = `
    import { createStylipp } from "@stylipp/api-client";
    const fetch = async () => Response.json({ access_token: "t", account_id: "ada" });
    const api = createStylipp({ baseUrl: "http://api.test", fetch });
    api.session.subscribe(() => { throw new Error("of the page"); });
    const { data } = await api.POST("/v1/auth/login", { body: {} });
    console.log(data.access_token, api.session.state);`;
  const options = ["--unhandled-rejections=warn", "--input-type=module", "--eval", script];
  const { stdout, stderr } = spawnSync(process.execPath, options, { cwd: import.meta.dirname, encoding: "utf8" });
  assert.equal(stdout, "t open\n");
  assert.match(stderr, /of the page/); // it is reported
});

const HANGS = { timeout: 10_000 }; // if it fails

test("a call ends after 20 seconds, or after its own time, with its whole response", HANGS, async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const headOnly = ({ signal }) => {
    const start = (body) => signal.addEventListener("abort", () => body.error(signal.reason));
    return new Response(new ReadableStream({ start }));
  };
  const silent = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  for (const answer of [silent, headOnly]) {
    for (const [timeoutMs, ms] of [[undefined, 20_000], [60_000, 60_000], [Infinity, 2 ** 31 - 1]]) {
      const { api, sent } = visit({ [ME]: answer });
      const call = api.request("get", ME, timeoutMs ? { timeoutMs } : {});
      let end;
      call.catch((error) => (end = error.name));
      while (sent.length === 0) await new Promise(setImmediate);
      mock.timers.tick(ms - 1);
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      assert.equal(end, undefined);
      mock.timers.tick(1);
      await assert.rejects(call, { name: "TimeoutError" });
    }
  }
  mock.timers.reset();
});

test("a stream may take longer, once it has begun, and ends when the caller aborts it", HANGS, async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let body;
  const { api } = visit({
    "/v1/events": ({ signal }) => {
      const start = (controller) => {
        body = controller;
        signal.addEventListener("abort", () => controller.error(signal.reason));
      };
      return new Response(new ReadableStream({ start }));
    },
  });
  const controller = new AbortController();
  const { data } = await api.GET("/v1/events", { parseAs: "stream", signal: controller.signal });
  mock.timers.tick(60_000);
  const reader = data.getReader();
  body.enqueue(new Uint8Array([1]));
  assert.deepEqual((await reader.read()).value, new Uint8Array([1]));
  controller.abort();
  await assert.rejects(reader.read(), { name: "AbortError" });
  mock.timers.reset();
});

test("a process of Node ends by itself, and hears no other client", async () => {
  const own = visit({ "/v1/auth/login": of("ada") });
  const other = visit({ "/v1/auth/login": of("grace") });
  await log_in(own.api);
  await log_in(other.api);
  other.api.session.announce();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([own.events, other.events], [["state"], ["state"]]);
}); // if a client kept the process alive, the tests would not end
