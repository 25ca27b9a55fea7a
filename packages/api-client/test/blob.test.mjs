// Files as request and response bodies, against a server that answers with what it received.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { createStylipp } from "../dist/index.js";

const PHOTO = "/v1/photo"; // not in the API yet, so the types do not know it
const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]);
const refuse = new Set();

const server = createServer(async (request, response) => {
  const type = request.headers["content-type"] ?? "";
  const body = Buffer.concat(await request.toArray());
  const json = (status, content) =>
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(content));
  if (request.url.startsWith("/v1/auth/refresh")) return json(200, { access_token: "new", account_id: "1" });
  if (refuse.delete(request.method)) return json(401, { detail: "", code: "token_expired" });
  if (request.url === "/v1/missing") return json(404, { detail: "None.", code: "not_found" });
  if (request.method === "GET") return response.writeHead(200, { "Content-Type": "image/png" }).end(image);
  return json(200, { type, length: request.headers["content-length"], bytes: [...body] });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => server.close());
const api = createStylipp({ baseUrl: `http://127.0.0.1:${server.address().port}` });

test("a blob is sent byte by byte, with its own type", async () => {
  const { data } = await api.PUT(PHOTO, { body: new Blob([image], { type: "image/png" }) });
  assert.deepEqual(data, { type: "image/png", length: "6", bytes: [...image] });
  const file = new File([image], "photo.jpg", { type: "image/jpeg" });
  assert.equal((await api.PUT(PHOTO, { body: file })).data.type, "image/jpeg");
});

test("a blob without a type is a stream of bytes, unless the call names a type", async () => {
  const body = new Blob([image]);
  assert.equal((await api.PUT(PHOTO, { body })).data.type, "application/octet-stream");
  const headers = { "Content-Type": "image/webp" };
  assert.equal((await api.PUT(PHOTO, { body, headers })).data.type, "image/webp");
});

test("every other body is JSON", async () => {
  const { data } = await api.POST("/v1/json", { body: { a: 1 } });
  assert.equal(data.type, "application/json");
  assert.equal(Buffer.from(data.bytes).toString(), '{"a":1}');
});

test("an upload that comes with an expired token is repeated in full", async () => {
  refuse.add("PUT");
  const { data } = await api.PUT(PHOTO, { body: new Blob([image], { type: "image/png" }) });
  assert.deepEqual([data.type, data.bytes], ["image/png", [...image]]);
});

test("a file is received as a blob, and an error in its place as an error", async () => {
  const { data } = await api.GET(PHOTO, { parseAs: "blob" });
  assert.equal(data.type, "image/png");
  assert.deepEqual(new Uint8Array(await data.arrayBuffer()), image);
  assert.equal((await api.GET(PHOTO)).error.code, "internal_error"); // the default is JSON
  const { error } = await api.GET("/v1/missing", { parseAs: "blob" });
  assert.equal(error.code, "not_found");
});
