// What the API sends for the pages of the app: policy, caching, status.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { PRIVATE, PUBLIC, SECOND_STEP } from "./pages.mjs";
import { api, browserTest, failed, loggedIn } from "./tools.mjs";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const BUILD = new URL("../../dist/", import.meta.url);
const PAGES = JSON.parse(await readFile(new URL("pages.json", BUILD), "utf8"));
const INDEX = await readFile(new URL("index.html", BUILD), "utf8");
const asHtml = { headers: { Accept: "text/html" } };

test("every page of the app has the page policy, the one for unknown addresses too", async () => {
  for (const pattern of [...PAGES, "/nothing", "/account/nothing"]) {
    const path = pattern.replace(":id", crypto.randomUUID());
    const page = await fetch(api + path, asHtml);
    assert.equal(page.status, PAGES.includes(pattern) ? 200 : 404, path);
    assert.equal(page.headers.get("Content-Security-Policy"), POLICY, path);
    assert.equal(page.headers.get("Cross-Origin-Opener-Policy"), "same-origin", path);
    assert.equal(page.headers.get("Cache-Control"), "no-cache", path);
    assert.equal(await page.text(), INDEX, path);
  }
});

test("every page is in the list of pages whose looks are tested", () => {
  const tested = Object.values({ ...PUBLIC, ...SECOND_STEP, ...PRIVATE("0") }).map(([path]) => path.replace(/#.*/, ""));
  const patterns = PAGES.filter((page) => page !== "/"); // draws nothing
  const missing = patterns.filter((page) => !tested.some((path) => RegExp(`^${page.replace(/:\w+/, "[^/]+")}$`).test(path)));
  assert.deepEqual(missing, []);
});

test("the documentation has its own policy, and answers of the API theirs", async () => {
  const docs = await fetch(`${api}/docs`, asHtml);
  assert.doesNotMatch(docs.headers.get("Content-Security-Policy"), /trusted-types 'none'/);
  for (const path of ["/v1/users/me", "/v1/nothing", "/.well-known/nothing", "/assets/nothing.js"]) {
    const answer = await fetch(api + path, asHtml);
    assert.match(answer.headers.get("Content-Type"), /json/, path);
    assert.match(answer.headers.get("Content-Security-Policy"), /^default-src 'none'; (?!script)/, path);
  }
});

test("the page has no inline script or style, and loads only files whose names never come back", async () => {
  assert.doesNotMatch(INDEX, /<style|<script(?![^>]*\ssrc=)| on[a-z]+=| style=/);
  const assets = [...INDEX.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(assets.length >= 3, "a script, a style sheet and a font");
  for (const path of assets) {
    const asset = await fetch(api + path, { headers: { "Accept-Encoding": "br" } });
    assert.equal(asset.headers.get("Cache-Control"), "public, max-age=31536000, immutable", path);
    if (!path.endsWith(".woff2")) assert.equal(asset.headers.get("Content-Encoding"), "br", path);
    const again = { headers: { "If-None-Match": asset.headers.get("ETag"), "Accept-Encoding": "br" } };
    assert.equal((await fetch(api + path, again)).status, 304, path);
  }
});

test("password managers find the form", async () => {
  const answer = await fetch(`${api}/.well-known/change-password`, { redirect: "manual" });
  assert.deepEqual([answer.status, answer.headers.get("Location")], [302, "/account#password"]);
});

browserTest("an address that does not exist says so, with its status", async ({ context, said }) => {
  await loggedIn(context);
  const page = await context.newPage();
  const answer = await page.goto(`${api}/account/nothing`);
  assert.equal(answer.status(), 404);
  await page.getByRole("heading", { name: "Nothing here", level: 1 }).waitFor();
  assert.deepEqual(said.splice(0), [failed("404 (Not Found)", "/account/nothing")]);
});
