import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { loginPath, safeNext } = await load("next.ts");
const ORIGIN = "https://stylipp.com";
const after = (next) => safeNext(`?${new URLSearchParams({ next })}`, ORIGIN);

test("a login leads back to the page that asked for it, with its query and fragment", () => {
  for (const path of ["/account", "/account#password", "/admin?q=ada", "/admin/users/0198", "/verify-email", "/"]) {
    assert.equal(after(path), path);
  }
  const [page, search] = loginPath({ pathname: "/admin", search: "?q=a&page=2", hash: "#x" }).split("?");
  assert.equal(page, "/login");
  assert.equal(safeNext(`?${search}`, ORIGIN), "/admin?q=a&page=2#x");
});

for (const next of [
  "",
  "//evil.example",
  "///evil.example/account",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example/account",
  "https:",
  "https://evil.example/account",
  "https:evil.example",
  "//stylipp.com@evil.example/account",
  "https://stylipp.com/account", // ours, but not a path
  "@evil.example/account",
  "javascript:alert(1)",
  "/javascript:alert(1)",
  " javascript:alert(1)",
  "data:text/html,x",
  "%2f%2fevil.example",
  "/%2f%2fevil.example",
  "/%5cevil.example",
  "/account/../../evil",
  "/account/..//evil.example",
  "/docs",
  "/v1/users/me",
  "/admin/users/a/b",
  "/login",
  "/login?next=/login",
  "/login/second-step",
  "/sign-in/google",
  "//",
  "http://[",
]) {
  test(`a login never leads to ${JSON.stringify(next)}`, () => {
    assert.equal(after(next), "/account");
  });
}

test("the first of several targets counts, and an encoded one is decoded once", () => {
  assert.equal(safeNext("?next=%2Fadmin&next=//evil.example", ORIGIN), "/admin");
  assert.equal(safeNext("?next=%252F%252Fevil.example", ORIGIN), "/account");
  assert.equal(safeNext("", ORIGIN), "/account");
});

test("no token gets into the address by a login", () => {
  assert.equal(after(`/verify-email#token=${"A".repeat(43)}`), "/verify-email");
  assert.equal(after("/account#token"), "/account");
});

test("what comes back is a path of our own origin, however it was written", () => {
  assert.equal(after("/ad\nmin"), "/admin");
  assert.equal(after("/account/../admin"), "/admin");
  assert.equal(after("/./account"), "/account");
});
