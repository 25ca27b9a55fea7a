// Responses that are not from the API, against a server that sends them byte by byte.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, beforeEach, test } from "node:test";
import { createStylipp } from "../dist/index.js";

const JSON_TYPE = "application/json";
const HTML = "text/html; charset=utf-8";
const PAGE = "<!doctype html><title>Web app</title>";
const ACCOUNT = { id: "1", email: "ada@example.com", created_at: "", role: "user", is_email_verified: true };
const TOKEN = { access_token: "t", token_type: "bearer", account_id: "1" };
const MISSING = { detail: "None.", code: "not_found", problems: null };

/** What to send, by path; every other path gets what is at `*`. */
let responses;
const received = [];
const server = createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (request) => {
    const [method, path] = String(request).split(" ", 2);
    received.push(`${method} ${path}`);
    socket.end((responses[path] ?? responses["*"]) ?? raw(404, JSON_TYPE, MISSING));
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => server.close());
beforeEach(() => (responses = {}));
const baseUrl = `http://127.0.0.1:${server.address().port}`;

/** The bytes of a response; `length` is the Content-Length, if it is not that of the body. */
function raw(status, type, body, { length, headers = "" } = {}) {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const head = type === undefined ? "" : `Content-Type: ${type}\r\n`;
  const size = [204, 304].includes(status) ? "" : `Content-Length: ${length ?? bytes.length}\r\n`;
  const lines = `HTTP/1.1 ${status} x\r\n${head}${size}${headers}Connection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(lines), bytes]);
}

const chunked = (type, body) =>
  Buffer.from(`HTTP/1.1 200 x\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${body}`);

const body = { email: "ada@example.com", password: "x" };
const log_in = (api) => api.POST("/v1/auth/login", { body });
const read_me = (api) => api.GET("/v1/users/me");
const log_out = (api) => api.POST("/v1/auth/logout");
const list = (api) => api.GET("/v1/auth/sessions");
const end = (api) =>
  api.DELETE("/v1/auth/sessions/{session_id}", { params: { path: { session_id: "1" } } });
const ALL = { log_in, read_me, log_out, list, end };

const FOREIGN = {
  "index.html": raw(200, HTML, PAGE),
  "index.html that says it is JSON": raw(200, JSON_TYPE, PAGE),
  nothing: raw(200, JSON_TYPE, ""),
  "nothing without a type": raw(200, undefined, ""),
  "nothing in chunks": chunked(JSON_TYPE, "0\r\n\r\n"),
  "204": raw(204, undefined, ""),
  "202 for later": raw(202, JSON_TYPE, { message: "Accepted" }),
  "truncated JSON": raw(200, JSON_TYPE, '{"access_token": "t", "id": "1", "succ'),
  "a body shorter than its length": raw(200, JSON_TYPE, TOKEN, { length: 1000 }),
  "a chunk that never comes": chunked(JSON_TYPE, "5\r\n{\"id\""),
  "an empty object": raw(200, JSON_TYPE, {}),
  "an empty list": raw(200, JSON_TYPE, []),
  null: raw(200, JSON_TYPE, null),
  text: raw(200, JSON_TYPE, '"OK"'),
  "a number": raw(200, JSON_TYPE, "200"),
  "the words of a gateway with 200": raw(200, JSON_TYPE, { message: "Forbidden", status: 403 }),
  "a field of another type": raw(200, JSON_TYPE, { access_token: 1, id: 1, success: "no", items: "" }),
  "a field that is null": raw(200, JSON_TYPE, { access_token: null, id: null, success: null, items: null }),
  "a field that is a list or an object": raw(200, JSON_TYPE, { access_token: ["t"], id: [], success: [], items: {} }),
  "an empty token": raw(200, JSON_TYPE, { access_token: "" }),
  "a token with a line break": raw(200, JSON_TYPE, { access_token: "a\nb" }),
  "a token with a line break at the end": raw(200, JSON_TYPE, { access_token: "t\n" }),
  "a token with a space": raw(200, JSON_TYPE, { access_token: "Bearer t" }),
  "a token that is not ASCII": raw(200, JSON_TYPE, { access_token: "tökenЖ" }),
  "the words of a gateway": raw(403, JSON_TYPE, { message: "Forbidden" }),
  "a problem of RFC 9457": raw(403, "application/problem+json", { title: "Forbidden", status: 403, detail: "No." }),
  "an error with a number as code": raw(404, JSON_TYPE, { code: 404, detail: "Not Found" }),
  "an error without detail": raw(404, JSON_TYPE, { code: "not_found", problems: null }),
  "an error of FastAPI": raw(404, JSON_TYPE, { detail: "Not Found" }),
  "an error that is null": raw(401, JSON_TYPE, null),
  "an error that is a list": raw(400, JSON_TYPE, ["no"]),
  "an error whose problems are text": raw(422, JSON_TYPE, { ...MISSING, problems: "email" }),
  "an error whose problems are an object": raw(422, JSON_TYPE, { ...MISSING, problems: { email: "No." } }),
  "a truncated error": raw(401, JSON_TYPE, '{"code": "token_exp'),
  "an error shorter than its length": raw(503, JSON_TYPE, MISSING, { length: 1000 }),
  "basic authentication": raw(401, HTML, PAGE, { headers: "WWW-Authenticate: Basic\r\n" }),
  "an empty error": raw(502, undefined, ""),
  "304 to an unconditional call": raw(304, undefined, ""),
  "a redirect without an address": raw(302, HTML, PAGE),
};

for (const [name, bytes] of Object.entries(FOREIGN)) {
  test(`${name} is an internal_error`, async () => {
    for (const [operation, call] of Object.entries(ALL)) {
      responses = { "*": bytes };
      const { data, error, response } = await call(createStylipp({ baseUrl }));
      assert.deepEqual([data, error?.code, error?.problems], [undefined, "internal_error", null], operation);
      assert.equal(typeof error.detail, "string");
      const status = Number(String(bytes).slice(9, 12));
      assert.equal(response.status, status >= 400 ? status : 502);
    }
  });
}

test("a response of the API is recognized by its content, not its type", async () => {
  const types = [JSON_TYPE, "application/json; charset=utf-8", "text/json", "text/plain", HTML, undefined];
  for (const type of types) {
    responses = { "/v1/users/me": raw(200, type, ACCOUNT), "*": raw(404, type, MISSING) };
    const api = createStylipp({ baseUrl });
    assert.equal((await read_me(api)).data?.email, ACCOUNT.email, type);
    const { error, response } = await list(api);
    assert.deepEqual([error.code, response.status], ["not_found", 404], type);
  }
  responses = { "*": raw(200, JSON_TYPE, `\ufeff${JSON.stringify(ACCOUNT)}`) };
  assert.equal((await read_me(createStylipp({ baseUrl }))).data.email, ACCOUNT.email);
});

test("older and newer servers are understood", async () => {
  responses = { "*": raw(200, JSON_TYPE, { id: "1", later: {} }) }; // fields are missing or unknown
  assert.deepEqual((await read_me(createStylipp({ baseUrl }))).data, { id: "1", later: {} });
  responses = { "*": raw(418, JSON_TYPE, { code: "later", detail: "" }) };
  assert.equal((await read_me(createStylipp({ baseUrl }))).error.code, "later");
});

test("a large response is read as any other", async () => {
  const items = Array(20_000).fill({ device: "Firefox on Linux ".repeat(10) });
  responses = { "*": raw(200, JSON_TYPE, { items, total: items.length, page: 1, page_size: 100 }) };
  assert.equal((await list(createStylipp({ baseUrl }))).data.items.length, items.length);
  responses = { "*": raw(200, HTML, PAGE.repeat(100_000)) };
  assert.equal((await list(createStylipp({ baseUrl }))).error.code, "internal_error");
});

test("redirects that are not followed and responses that cannot be read are internal errors", async () => {
  responses = { "*": raw(302, HTML, PAGE, { headers: "Location: /login\r\n" }) };
  const api = createStylipp({ baseUrl });
  const { error, response } = await api.GET("/v1/users/me", { redirect: "manual" });
  assert.deepEqual([error.code, response.status], ["internal_error", 502]);
  // A service worker may answer with these.
  const blocked = createStylipp({ baseUrl, fetch: async () => Response.error() });
  assert.equal((await read_me(blocked)).error.code, "internal_error");
  await assert.rejects(blocked.resume(), /internal_error/);
});

test("an error may lack problems, or list them", async () => {
  for (const problems of [undefined, null, [], [{ path: "email", message: "No.", code: "email_invalid" }]]) {
    responses = { "*": raw(422, JSON_TYPE, { ...MISSING, problems }) };
    assert.equal((await read_me(createStylipp({ baseUrl }))).error.code, "not_found");
  }
});

test("a body whose length is said to be 0 is an internal_error", async () => {
  // A service worker may copy the headers of another response.
  const headers = { "Content-Length": "0" };
  for (const [content, status] of [[{ ...ACCOUNT, ...TOKEN }, 200], [MISSING, 404]]) {
    const api = createStylipp({ baseUrl, fetch: async () => Response.json(content, { status, headers }) });
    for (const call of [log_in, read_me]) assert.equal((await call(api)).error?.code, "internal_error");
  }
});

test("304 is the answer to a conditional call", async () => {
  responses = { "*": raw(304, undefined, "") };
  const headers = { "If-None-Match": '"1"' };
  const { response } = await createStylipp({ baseUrl }).GET("/v1/users/me", { headers });
  assert.equal(response.status, 304);
});

test("a foreign response to a refresh neither ends nor restores a session", async () => {
  const ends = [];
  const names = ["index.html", "nothing", "an empty object", "a token with a line break", "a truncated error"];
  for (const name of names) {
    const api = createStylipp({ baseUrl, onSessionEnd: () => ends.push(name) });
    responses = { "*": raw(200, JSON_TYPE, TOKEN) };
    assert.equal((await log_in(api)).data.access_token, "t");
    const expired = raw(401, JSON_TYPE, { code: "token_expired", detail: "" });
    responses = { "/v1/users/me": expired, "*": FOREIGN[name] };
    assert.equal((await read_me(api)).error.code, "internal_error");
    await assert.rejects(createStylipp({ baseUrl }).resume(), /internal_error/);
    responses = { "*": raw(200, JSON_TYPE, ACCOUNT) };
    assert.equal((await read_me(api)).data.id, "1");
  }
  assert.deepEqual(ends, []);
});

test("a session is ended only by an error of the API", async () => {
  const ends = [];
  const api = createStylipp({ baseUrl, onSessionEnd: () => ends.push(1) });
  responses = { "*": raw(200, JSON_TYPE, TOKEN) };
  await log_in(api);
  responses = { "*": raw(401, JSON_TYPE, { code: "session_expired", problems: null }) };
  assert.equal((await read_me(api)).error.code, "internal_error");
  assert.deepEqual(ends, []);
  responses = { "*": raw(401, JSON_TYPE, { code: "session_expired", detail: "", problems: null }) };
  assert.equal((await read_me(api)).error.code, "session_expired");
  assert.deepEqual(ends, [1]);
});

test("a logout answered by something else has not happened", async () => {
  const seen = [];
  const fetched = (request) => {
    seen.push(request.headers.get("Authorization"));
    return fetch(request);
  };
  const api = createStylipp({ baseUrl, fetch: fetched });
  responses = { "*": raw(200, JSON_TYPE, TOKEN) };
  await log_in(api);
  responses = { "*": raw(200, HTML, PAGE) };
  assert.equal((await log_out(api)).error.code, "internal_error");
  await log_out(api);
  assert.deepEqual(seen, [null, "Bearer t", "Bearer t"]);
});

const PHOTO = "/v1/photo"; // not in the API yet, so the types do not know it

test("files and streams are passed on, except pages and what is incomplete", async () => {
  const api = createStylipp({ baseUrl });
  const text = async (parseAs, bytes) => {
    responses = { "*": bytes };
    const { data, error, response } = await api.GET(PHOTO, { parseAs });
    if (error !== undefined) return [response.status, error.code];
    return parseAs === "text" ? data : await new Response(data).text();
  };
  const foreign = [502, "internal_error"];
  for (const parseAs of ["blob", "arrayBuffer", "text", "stream"]) {
    assert.equal(await text(parseAs, raw(200, "image/png", "bytes")), "bytes", parseAs);
    assert.equal(await text(parseAs, chunked("text/event-stream", "5\r\nbytes\r\n0\r\n\r\n")), "bytes");
    assert.equal(await text(parseAs, raw(200, JSON_TYPE, "{}")), "{}");
    assert.deepEqual(await text(parseAs, raw(200, HTML, PAGE)), foreign);
    assert.deepEqual(await text(parseAs, raw(200, "application/xhtml+xml", PAGE)), foreign);
    assert.deepEqual(await text(parseAs, raw(204, undefined, "")), foreign);
    assert.deepEqual(await text(parseAs, raw(404, JSON_TYPE, MISSING)), [404, "not_found"]);
    assert.deepEqual(await text(parseAs, raw(403, JSON_TYPE, { message: "" })), [403, "internal_error"]);
  }
  for (const parseAs of ["blob", "arrayBuffer", "text"]) {
    assert.equal(await text(parseAs, raw(200, "image/png", "")), "", "an empty file is a file");
    assert.deepEqual(await text(parseAs, raw(200, "image/png", "bytes", { length: 1000 })), foreign);
  }
  assert.deepEqual(await text("stream", raw(200, "image/png", "")), foreign);
  for (const page of ["null", "1", "", PAGE]) {
    assert.deepEqual(await text("json", raw(200, JSON_TYPE, page)), foreign);
  }
  responses = { "*": raw(200, "image/png", "bytes") };
  const { data } = await api.GET(PHOTO, { parseAs: "blob" });
  assert.equal(data.type, "image/png");
});

test("calls with their own token, URL or fetch are treated alike", async () => {
  responses = { "*": raw(200, HTML, PAGE) };
  const api = createStylipp({ baseUrl: "http://127.0.0.1:1" });
  for (const options of [{ baseUrl }, { baseUrl, headers: { Authorization: "Bearer own" } }, { baseUrl, fetch }]) {
    assert.equal((await api.GET("/v1/users/me", options)).error.code, "internal_error");
  }
});

test("a call without a response, or that was aborted, is rejected", async () => {
  await assert.rejects(read_me(createStylipp({ baseUrl: "http://127.0.0.1:1" })), TypeError);
  responses = { "*": Buffer.alloc(0) }; // the connection ends before the first line
  await assert.rejects(read_me(createStylipp({ baseUrl })), TypeError);
  const controller = new AbortController();
  const { signal } = controller;
  // Aborted after the head of the response has arrived.
  const stalled = async () =>
    new Response(
      new ReadableStream({
        start: (stream) => signal.addEventListener("abort", () => stream.error(signal.reason)),
      }),
    );
  const call = createStylipp({ baseUrl, fetch: stalled }).GET("/v1/users/me", { signal });
  setTimeout(() => controller.abort());
  await assert.rejects(call, { name: "AbortError" });
});

test("every operation documents internal_error, so that it is typed", async () => {
  const { default: document } = await import("../openapi.json", { with: { type: "json" } });
  for (const operations of Object.values(document.paths)) {
    for (const { responses: documented } of Object.values(operations)) {
      assert.ok("internal_error" in documented[500].content[JSON_TYPE].examples);
    }
  }
});
