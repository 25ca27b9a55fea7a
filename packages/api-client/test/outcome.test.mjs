// What calls end with, as values.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, mock, test } from "node:test";
import { createStylipp, outcome, secondsToWait } from "../dist/index.js";

let answer;
const server = createServer((_request, response) => answer(response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => server.close().closeAllConnections());
const api = createStylipp({ baseUrl: `http://127.0.0.1:${server.address().port}` });

const answered = (status, body, headers = {}) => (response) =>
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
const read_me = (options) => outcome(api.GET("/v1/users/me", options));

test("data is data", async () => {
  answer = answered(200, { id: "1" });
  assert.deepEqual(await read_me(), { data: { id: "1" } });
});

test("an error of the API is a problem, with the wait and the id of the request", async () => {
  const problems = [{ path: "email", message: "No.", code: "invalid" }];
  const error = { code: "too_many_attempts", detail: "Wait.", problems };
  answer = answered(429, error, { "Retry-After": "40", "X-Request-ID": "8c1b" });
  assert.deepEqual(await read_me(), { problem: { ...error, status: 429, seconds: 40, requestId: "8c1b" } });
  answer = answered(404, { code: "not_found", detail: "None." }); // an older API
  const rest = { problems: null, seconds: undefined, requestId: undefined };
  assert.deepEqual(await read_me(), { problem: { code: "not_found", detail: "None.", status: 404, ...rest } });
});

test("the page of a proxy is a problem, with its wait and id", async () => {
  answer = answered(503, "busy", { "Retry-After": "5", "X-Request-ID": "8c1b" });
  const { problem } = await read_me();
  assert.deepEqual([problem.code, problem.status, problem.seconds, problem.requestId], ["internal_error", 503, 5, "8c1b"]);
});

test("no response is a problem: offline or timeout", async () => {
  answer = (response) => response.destroy();
  const { problem } = await read_me();
  assert.equal(problem.code, "offline");
  assert.deepEqual(Object.keys(problem).sort(), ["code", "detail", "problems", "requestId", "seconds", "status"]);
  answer = () => {};
  assert.equal((await read_me({ timeoutMs: 50 })).problem.code, "timeout");
});

test("a call that the caller aborts rejects, with any reason", async () => {
  answer = () => {};
  for (const reason of [undefined, "left", new Error("left")]) {
    const controller = new AbortController();
    const call = read_me({ signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await call.then(
      () => assert.fail("resolved"),
      (error) => assert.equal(error, controller.signal.reason),
    );
  }
});

test("the wait is a number of seconds or a date", () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-01-01T00:00:00Z") });
  const wait = (value) => secondsToWait(new Response(null, { headers: value === undefined ? {} : { "Retry-After": value } }));
  assert.deepEqual(
    ["40", "0", "Thu, 01 Jan 2026 00:01:30 GMT", "Wed, 31 Dec 2025 00:00:00 GMT", "soon", "", undefined].map(wait),
    [40, 0, 90, 0, undefined, undefined, undefined],
  );
  mock.timers.reset();
});
