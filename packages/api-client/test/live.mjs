// Tests against a running API; STYLIPP_URL is its URL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createStylipp, outcome, photoIdOf } from "../dist/index.js";
import { BEIGE, NAVY, RED, stripes } from "./pictures.mjs";

const baseUrl = process.env.STYLIPP_URL;
const password = "violet anvil kettle 7";
let accounts = 0;

/** A `fetch` with the cookies of one origin, which can also delay or replace responses. */
function browser() {
  const cookies = new Map();
  const sent = [];
  const held = new Map();
  const late = new Map();
  let spoil;
  return {
    cookies,
    sent,
    /** Answer the next request (to this path) with this response, without calling the API. */
    answerNext(response, path) {
      spoil = { response, path };
    },
    /** Hold back the next response of this path until the returned function is called. */
    hold(path) {
      let release;
      held.set(path, new Promise((resolve) => (release = resolve)));
      return release;
    },
    /** Resolves when that response has arrived. */
    async isHeld(path) {
      while (held.has(path)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    /** Hold back the next request to this path until the returned function is called. */
    holdRequest(path) {
      let release;
      late.set(path, new Promise((resolve) => (release = resolve)));
      return release;
    },
    async fetch(request) {
      const { pathname } = new URL(request.url);
      sent.push(`${request.method} ${pathname}`);
      if (spoil !== undefined && (spoil.path ?? pathname) === pathname) {
        const { response } = spoil;
        spoil = undefined;
        return response;
      }
      const delay = late.get(pathname);
      late.delete(pathname);
      await delay;
      request.headers.set("Cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
      const response = await fetch(request);
      const wait = held.get(pathname);
      held.delete(pathname);
      await wait;
      for (const header of response.headers.getSetCookie()) {
        const [name, value] = header.split(";")[0].split(/=(.*)/s);
        if (header.includes("Max-Age=0")) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
  };
}

const refusal = (status, code) => Response.json({ detail: "", code, problems: null }, { status });

const expired = () => refusal(401, "token_expired");

/** Its name depends on the settings, and in local mode on the checkout. */
const hasRefreshCookie = ({ cookies }) =>
  [...cookies.keys()].some((name) => /^(__Host-)?stylipp_(.*_)?rt$/.test(name));

async function newUser() {
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

test("a session from login to logout", async () => {
  const { api, own, email, ends } = await newUser();
  assert.equal((await api.GET("/v1/users/me")).data.email, email);
  const { data } = await api.GET("/v1/auth/sessions", { params: { query: { page_size: 5 } } });
  assert.deepEqual([data.total, data.items[0].is_current], [1, true]);
  assert.equal((await api.POST("/v1/auth/logout")).data.success, true);
  assert.equal(hasRefreshCookie(own), false);
  const { error, response } = await api.GET("/v1/users/me");
  assert.deepEqual([response.status, error.code], [401, "not_authenticated"]);
  assert.equal(ends.length, 0); // a logout is not reported
});

test("errors are distinguished by their code", async () => {
  const { api, body } = await newUser();
  assert.equal((await api.POST("/v1/auth/register", { body })).error.code, "email_taken");
  const wrong = { ...body, password: "another one" };
  assert.equal((await api.POST("/v1/auth/login", { body: wrong })).error.code, "invalid_credentials");
  const short = { email: "grace@example.com", password: "short" };
  const { error } = await api.POST("/v1/auth/register", { body: short });
  assert.equal(error.code, "password_too_short");
  const { problems } = error;
  assert.deepEqual(problems, [
    { path: "password", message: error.detail, code: "password_too_short" },
  ]);
  const wide = await api.GET("/v1/auth/sessions", { params: { query: { page_size: 101 } } });
  assert.deepEqual(wide.error.problems.map(({ path }) => path), ["page_size"]);
});

test("a reloaded page restores its session without a login", async () => {
  const { own, email } = await newUser();
  const reloaded = createStylipp({ baseUrl, fetch: own.fetch });
  assert.equal((await reloaded.GET("/v1/users/me")).data.email, email);
  assert.deepEqual(own.sent, ["GET /v1/users/me", "POST /v1/auth/refresh", "GET /v1/users/me"]);
  const another = createStylipp({ baseUrl, fetch: own.fetch });
  assert.equal(await another.resume(), true);
  const stranger = createStylipp({ baseUrl, fetch: browser().fetch });
  assert.equal(await stranger.resume(), false);
});

test("an expired token is refreshed once and the call is repeated with its body", async () => {
  const { api, own, body } = await newUser();
  own.answerNext(expired());
  const change = { current_password: body.password, new_password: "tin drum orchard 4" };
  const { data } = await api.POST("/v1/users/me/password", { body: change });
  assert.equal(data.token_type, "bearer");
  const path = "POST /v1/users/me/password";
  assert.deepEqual(own.sent, [path, "POST /v1/auth/refresh", path]);
  assert.equal((await api.GET("/v1/users/me")).response.status, 200); // with the new token
});

test("concurrent calls share one refresh", async () => {
  const { own } = await newUser();
  const reloaded = createStylipp({ baseUrl, fetch: own.fetch });
  const answers = await Promise.all(Array.from({ length: 8 }, () => reloaded.GET("/v1/users/me")));
  assert.deepEqual(answers.map(({ response }) => response.status), Array(8).fill(200));
  assert.equal(own.sent.filter((call) => call === "POST /v1/auth/refresh").length, 1);
});

test("a session ended elsewhere is reported once", async () => {
  const { api, own, ends } = await newUser();
  const other = createStylipp({ baseUrl, fetch: own.fetch });
  await other.resume();
  await other.POST("/v1/auth/logout-all");
  const { error } = await api.GET("/v1/users/me");
  assert.equal(error.code, "session_expired");
  await api.GET("/v1/users/me");
  assert.equal(ends.length, 1);
});

test("a 401 for a replaced token does not end the session", async () => {
  const { api, own, body, ends } = await newUser();
  const change = { current_password: body.password, new_password: "tin drum orchard 4" };
  let release = own.holdRequest("/v1/users/me"); // has the old token; sent after the change
  let slow = api.GET("/v1/users/me");
  assert.equal((await api.POST("/v1/users/me/password", { body: change })).response.status, 200);
  release();
  assert.equal((await slow).response.status, 200);
  // The password has been changed, but the response has not arrived yet.
  release = own.hold("/v1/users/me/password");
  const back = { current_password: change.new_password, new_password: body.password };
  const changing = api.POST("/v1/users/me/password", { body: back });
  await own.isHeld("/v1/users/me/password");
  slow = api.GET("/v1/users/me");
  await new Promise((resolve) => setTimeout(resolve, 50));
  release();
  assert.equal((await changing).response.status, 200);
  assert.equal((await slow).response.status, 200);
  assert.equal(ends.length, 0);
});

test("a login or logout takes precedence over a refresh in progress", async () => {
  const { own, body } = await newUser();
  const api = createStylipp({ baseUrl, fetch: own.fetch, onSessionEnd: () => assert.fail() });
  let release = own.hold("/v1/auth/refresh");
  let resuming = api.resume();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const leaving = api.POST("/v1/auth/logout");
  release();
  assert.equal((await leaving).response.status, 200);
  await resuming;
  assert.equal(hasRefreshCookie(own), false);
  assert.equal((await api.GET("/v1/users/me")).error.code, "not_authenticated");

  const grace = { email: `grace-${process.pid}@example.com`, password };
  await api.POST("/v1/auth/register", { body: grace });
  await api.POST("/v1/auth/login", { body });
  const reloaded = createStylipp({ baseUrl, fetch: own.fetch });
  release = own.hold("/v1/auth/refresh");
  resuming = reloaded.resume();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const entering = reloaded.POST("/v1/auth/login", { body: grace });
  release();
  await Promise.all([resuming, entering]);
  assert.equal((await reloaded.GET("/v1/users/me")).data.email, grace.email);
  const third = createStylipp({ baseUrl, fetch: own.fetch });
  assert.equal((await third.GET("/v1/users/me")).data.email, grace.email); // from the cookie
});

test("a refresh that is needed during a login does not bring the old session back", async () => {
  const { api, own, ends } = await newUser();
  const grace = { email: `hopper-${process.pid}@example.com`, password };
  await api.POST("/v1/auth/register", { body: grace });
  const releaseLogin = own.holdRequest("/v1/auth/login");
  const releaseRefresh = own.hold("/v1/auth/refresh");
  const entering = api.POST("/v1/auth/login", { body: grace });
  await new Promise((resolve) => setTimeout(resolve, 50));
  own.answerNext(expired(), "/v1/users/me");
  const slow = api.GET("/v1/users/me");
  await new Promise((resolve) => setTimeout(resolve, 50));
  releaseLogin();
  assert.equal((await entering).response.status, 200);
  releaseRefresh();
  assert.equal((await slow).error.code, "session_changed"); // it was made for the first account
  assert.equal((await api.GET("/v1/users/me")).data.email, grace.email);
  const reloaded = createStylipp({ baseUrl, fetch: own.fetch });
  assert.equal((await reloaded.GET("/v1/users/me")).data.email, grace.email);
  assert.equal(ends.length, 0);
});

test("an error from a proxy is converted to an error response", async () => {
  const { api, own } = await newUser();
  const pages = [new Response(null, { status: 502 }), new Response("<p>Bad gateway", { status: 502 })];
  for (const page of pages) {
    own.answerNext(page);
    const { data, error, response } = await api.GET("/v1/users/me");
    assert.deepEqual([data, error.code, response.status], [undefined, "internal_error", 502]);
    assert.equal(error.problems, null);
  }
});

test("an unavailable API does not end the session", async () => {
  const { own } = await newUser();
  const api = createStylipp({ baseUrl, fetch: own.fetch });
  const busy = () => refusal(503, "service_unavailable");
  own.answerNext(busy(), "/v1/auth/refresh");
  await assert.rejects(api.resume(), /service_unavailable/);
  own.answerNext(busy(), "/v1/auth/refresh");
  assert.equal((await api.GET("/v1/users/me")).error.code, "service_unavailable");
  assert.equal((await api.GET("/v1/users/me")).response.status, 200);
});

test("a token signed with an unknown key is replaced", async () => {
  const { api, own, ends } = await newUser();
  own.answerNext(refusal(401, "token_invalid"));
  assert.equal((await api.GET("/v1/users/me")).response.status, 200);
  assert.equal(ends.length, 0);
});

test("the token is only sent to the API", async () => {
  const { api, own } = await newUser();
  const seen = [];
  const watched = createStylipp({
    baseUrl: `${baseUrl}//`,
    fetch: (request) => {
      seen.push([new URL(request.url).origin, request.headers.get("Authorization")]);
      return own.fetch(request);
    },
  });
  await watched.resume();
  await watched.GET("/v1/users/me", { baseUrl: "http://localhost:1" }).catch(() => {});
  await watched.GET("/v1/users/me", { headers: { Authorization: "Bearer own" } });
  assert.deepEqual(seen[1], ["http://localhost:1", null]);
  assert.equal(seen[2][1], "Bearer own");
  assert.equal((await watched.GET("/v1/users/me")).response.status, 200);
  assert.equal((await api.GET("/v1/users/me")).response.status, 200);
});

test("a call without a response is rejected", async () => {
  const api = createStylipp({ baseUrl: "http://127.0.0.1:1" });
  await assert.rejects(api.GET("/v1/users/me"));
});

const PHOTO = "/v1/users/me/photos/{photo_id}";
const photo = (...colors) => new File([stripes(...colors)], "photo.png", { type: "image/png" });
const puts = ({ sent }) => sent.filter((call) => call.startsWith("PUT "));

test("a photo is sent, and its picture has a URL that needs no login", async () => {
  const { api } = await newUser();
  const file = photo(NAVY, BEIGE);
  const { data, response } = await api.uploadPhoto(file);
  assert.deepEqual([response.status, data.id, data.palette[0].name], [201, photoIdOf(file), "navy"]);
  const picture = await fetch(api.url(data.thumbnail_url));
  assert.equal(picture.headers.get("Content-Type"), "image/jpeg");
  assert.equal(api.url("/v1/photos/1"), `${baseUrl}/v1/photos/1`);
});

test("a file that is sent again is the same photo, another file with the same bytes is a second one", async () => {
  const { api, own } = await newUser();
  const file = photo(NAVY, BEIGE);
  let isCut = true;
  const other = createStylipp({
    baseUrl,
    fetch: async (request) => {
      const response = await own.fetch(request);
      if (!isCut || request.method !== "PUT") return response;
      isCut = false; // it is stored, but the answer is lost
      throw new TypeError("connection lost");
    },
  });
  await other.resume();
  assert.equal((await outcome(other.uploadPhoto(file))).problem.code, "offline");
  assert.equal((await other.uploadPhoto(file)).response.status, 200);
  assert.equal((await api.GET("/v1/users/me/photos")).data.items.length, 1);
  assert.equal((await api.uploadPhoto(photo(NAVY, BEIGE))).response.status, 201);
  assert.match(photoIdOf(file), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("an expired token is refreshed during an upload, which is repeated with its bytes and its id", async () => {
  const { api, own } = await newUser();
  const file = photo(NAVY, BEIGE);
  own.answerNext(expired());
  assert.equal((await api.uploadPhoto(file)).response.status, 201);
  const path = `PUT ${PHOTO.replace("{photo_id}", photoIdOf(file))}`;
  assert.deepEqual(own.sent, [path, "POST /v1/auth/refresh", path]);
});

test("what is wrong with a photo is said by the code", async () => {
  const { api } = await newUser();
  const code = async (bytes, type) => (await api.uploadPhoto(new File([bytes], "a", { type }))).error.code;
  assert.equal(await code("GIF89a", "image/png"), "photo_format_unsupported");
  assert.equal(await code(stripes(RED), "image/gif"), "unsupported_media_type");
  assert.equal(await code(stripes(RED).subarray(0, 300), "image/png"), "photo_unreadable");
});

test("two photos are sent at a time, in the order of the calls; one that was aborted never is", async () => {
  const { api, own } = await newUser();
  const files = [RED, NAVY, BEIGE, [1, 2, 3]].map((color) => photo(color));
  const path = (file) => PHOTO.replace("{photo_id}", photoIdOf(file));
  const [first] = files;
  const release = own.holdRequest(path(first));
  const releaseSecond = own.holdRequest(path(files[1]));
  const stop = new AbortController();
  const sending = files.map((file, index) => api.uploadPhoto(file, index === 2 ? { signal: stop.signal } : {}));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(puts(own).length, 2);
  stop.abort();
  await assert.rejects(sending[2], { name: "AbortError" });
  release();
  releaseSecond();
  await Promise.all([sending[0], sending[1], sending[3]]);
  assert.deepEqual(puts(own), [files[0], files[1], files[3]].map((file) => `PUT ${path(file)}`));
});

const answered = (status, headers) => Response.json({ detail: "", code: "too_many_attempts", problems: null }, { status, headers });
const photoPath = (file) => PHOTO.replace("{photo_id}", photoIdOf(file));
const briefly = () => new Promise((resolve) => setTimeout(resolve, 50));

test("after a 429, no photo is sent before its time, and then one at a time", async () => {
  const { api, own } = await newUser();
  const files = [RED, NAVY, BEIGE, [1, 2, 3]].map((color) => photo(color));
  own.answerNext(answered(429, { "Retry-After": "1" }), photoPath(files[0]));
  const release = own.holdRequest(photoPath(files[1]));
  const shares = [];
  const sending = files.map((file) => api.uploadPhoto(file, { onProgress: (share) => shares.push(share) }));
  await briefly();
  release();
  await sending[1];
  const releaseThird = own.holdRequest(photoPath(files[2]));
  assert.equal(puts(own).length, 2);
  while (puts(own).length < 3) await briefly();
  await briefly();
  assert.equal(puts(own).length, 3);
  releaseThird();
  for (const { response } of await Promise.all(sending)) assert.equal(response.status, 201);
  assert.deepEqual(puts(own), [0, 1, 2, 3, 0].map((index) => `PUT ${photoPath(files[index])}`));
  assert.deepEqual(shares, [undefined]);
});

test("when two photos at a time were too slow, each is sent again by itself, and a photo alone is not", async () => {
  const { api, own } = await newUser();
  const files = [RED, NAVY].map((color) => photo(color));
  const timeout = () => answered(408, { "Content-Type": "application/json" });
  let answer;
  own.answerNext(new Promise((resolve) => (answer = resolve)), photoPath(files[0]));
  const release = own.hold(photoPath(files[1]));
  const sending = [];
  for (const file of files) {
    sending.push(api.uploadPhoto(file));
    await briefly();
  }
  answer(timeout());
  await briefly();
  assert.equal(puts(own).length, 2); // the first waits for the second
  release();
  for (const { response } of await Promise.all(sending)) assert.equal(response.status, 201);
  assert.deepEqual(puts(own), [0, 1, 0].map((index) => `PUT ${photoPath(files[index])}`));
  const alone = photo(BEIGE);
  own.answerNext(timeout(), photoPath(alone));
  assert.equal((await api.uploadPhoto(alone)).response.status, 408);
});

test("a photo that waits for its turn is not sent for another account", async () => {
  const { api, own } = await newUser();
  const files = [RED, NAVY, BEIGE].map((color) => photo(color));
  const releases = files.slice(0, 2).map((file) => own.holdRequest(PHOTO.replace("{photo_id}", photoIdOf(file))));
  const sending = files.map((file) => api.uploadPhoto(file));
  const grace = { email: `grace-photos-${process.pid}@example.com`, password };
  await api.POST("/v1/auth/register", { body: grace });
  await api.POST("/v1/auth/login", { body: grace });
  for (const release of releases) release();
  assert.equal((await sending[2]).error.code, "session_changed");
  await Promise.all(sending);
  assert.deepEqual((await api.GET("/v1/users/me/photos")).data.items, []);
});
