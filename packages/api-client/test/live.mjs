// Against a running API, whose address is in STYLIPP_URL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createStylipp } from "../dist/index.js";

const baseUrl = process.env.STYLIPP_URL;
const password = "violet anvil kettle 7";
let accounts = 0;

/** A browser's cookies, as far as one origin needs them. */
function browser() {
  const cookies = new Map();
  const sent = [];
  let spoil;
  return {
    cookies,
    sent,
    /** Answer the next call with this instead of asking the API. */
    answerNext(response) {
      spoil = response;
    },
    async fetch(request) {
      const { pathname } = new URL(request.url);
      sent.push(`${request.method} ${pathname}`);
      if (spoil !== undefined && pathname !== "/v1/auth/refresh") {
        const response = spoil;
        spoil = undefined;
        return response;
      }
      request.headers.set("Cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
      const response = await fetch(request);
      for (const header of response.headers.getSetCookie()) {
        const [name, value] = header.split(";")[0].split(/=(.*)/s);
        if (header.includes("Max-Age=0")) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
  };
}

const expired = () =>
  Response.json({ detail: "The access token has expired.", code: "token_expired" }, { status: 401 });

async function someone() {
  const own = browser();
  const ends = [];
  const api = createStylipp({ baseUrl, fetch: own.fetch, onSessionEnd: () => ends.push(1) });
  const email = `ada${(accounts += 1)}-${process.pid}@example.com`;
  const body = { email, password };
  assert.equal((await api.POST("/v1/auth/register", { body })).data.email, email);
  assert.equal((await api.POST("/v1/auth/login", { body })).data.token_type, "bearer");
  own.sent.length = 0;
  return { api, own, email, body, ends };
}

test("a session from its beginning to its end", async () => {
  const { api, own, email, ends } = await someone();
  assert.equal((await api.GET("/v1/users/me")).data.email, email);
  const { data } = await api.GET("/v1/auth/sessions", { params: { query: { page_size: 5 } } });
  assert.deepEqual([data.total, data.items[0].is_current], [1, true]);
  assert.equal((await api.POST("/v1/auth/logout")).data.success, true);
  assert.equal(own.cookies.has("stylipp_rt"), false);
  const { error, response } = await api.GET("/v1/users/me");
  assert.deepEqual([response.status, error.code], [401, "not_authenticated"]);
  assert.equal(ends.length, 0); // who logs out knows it
});

test("errors are told apart by their code", async () => {
  const { api, body } = await someone();
  assert.equal((await api.POST("/v1/auth/register", { body })).error.code, "email_taken");
  const wrong = { ...body, password: "another one" };
  assert.equal((await api.POST("/v1/auth/login", { body: wrong })).error.code, "invalid_credentials");
  const short = { email: "grace@example.com", password: "short" };
  const { error } = await api.POST("/v1/auth/register", { body: short });
  assert.equal(error.code, "password_too_short");
});

test("a page that is loaded again goes on without a login", async () => {
  const { own, email } = await someone();
  const reloaded = createStylipp({ baseUrl, fetch: own.fetch });
  assert.equal((await reloaded.GET("/v1/users/me")).data.email, email);
  assert.deepEqual(own.sent, ["GET /v1/users/me", "POST /v1/auth/refresh", "GET /v1/users/me"]);
  const another = createStylipp({ baseUrl, fetch: own.fetch });
  assert.equal(await another.resume(), true);
  const stranger = createStylipp({ baseUrl, fetch: browser().fetch });
  assert.equal(await stranger.resume(), false);
});

test("an expired token is refreshed once and the call is made again, with its body", async () => {
  const { api, own, body } = await someone();
  own.answerNext(expired());
  const change = { current_password: body.password, new_password: "tin drum orchard 4" };
  const { data } = await api.POST("/v1/users/me/password", { body: change });
  assert.equal(data.token_type, "bearer");
  const path = "POST /v1/users/me/password";
  assert.deepEqual(own.sent, [path, "POST /v1/auth/refresh", path]);
  assert.equal((await api.GET("/v1/users/me")).response.status, 200); // with the new token
});

test("calls that need a token at once share one refresh", async () => {
  const { own } = await someone();
  const reloaded = createStylipp({ baseUrl, fetch: own.fetch });
  const answers = await Promise.all(Array.from({ length: 8 }, () => reloaded.GET("/v1/users/me")));
  assert.deepEqual(answers.map(({ response }) => response.status), Array(8).fill(200));
  assert.equal(own.sent.filter((call) => call === "POST /v1/auth/refresh").length, 1);
});

test("a session that somebody else has ended is noticed once", async () => {
  const { api, own, ends } = await someone();
  const other = createStylipp({ baseUrl, fetch: own.fetch });
  await other.resume();
  await other.POST("/v1/auth/logout-all");
  const { error } = await api.GET("/v1/users/me");
  assert.equal(error.code, "session_expired");
  await api.GET("/v1/users/me");
  assert.equal(ends.length, 1);
});

test("no answer at all is a rejection", async () => {
  const api = createStylipp({ baseUrl: "http://127.0.0.1:1" });
  await assert.rejects(api.GET("/v1/users/me"));
});
