import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

/** What the module does with the address and the storage of a page that has just been opened. */
async function opened(address, stored = {}) {
  const { pathname, hash } = new URL(address, "https://stylipp.com");
  const replaced = [];
  globalThis.location = { pathname, hash };
  globalThis.history = { replaceState: (...state) => replaced.push(state) };
  const items = new Map(Object.entries(stored));
  const storage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
  // Node has one of its own, which cannot be assigned to.
  Object.defineProperty(globalThis, "sessionStorage", { value: storage, configurable: true });
  return { replaced, items, module: await load("returned.ts") };
}

test("what a provider sends is taken out of the address, and what was remembered out of the storage", async () => {
  const stored = { "stylipp.connect": "acme", "stylipp.next": "/account/data" };
  const { replaced, items, module } = await opened("/sign-in/acme#code=a%2Fb&state=s&iss=https%3A%2F%2Facme.example", stored);
  assert.deepEqual(module.returned, {
    code: "a/b", state: "s", iss: "https://acme.example", error: null, connect: "acme", proof: null, next: "/account/data",
  });
  assert.deepEqual(replaced, [[null, "", "/sign-in/acme"]]);
  assert.equal(items.size, 0);
});

test("another page keeps its fragment, and what is remembered stays for the return", async () => {
  const { replaced, items, module } = await opened("/account#code=x", { "stylipp.next": "/account/data" });
  assert.equal(module.returned.code, null);
  assert.deepEqual(replaced, []);
  assert.equal(items.size, 1);
});

test("each purpose forgets what was given up at a provider before", async () => {
  const stored = { "stylipp.connect": "old", "stylipp.proof": "old", "stylipp.next": "/old" };
  for (const [remember, expected] of [
    [(module) => module.rememberLogin("/account"), { "stylipp.next": "/account" }],
    [(module) => module.rememberConnection("acme"), { "stylipp.connect": "acme" }],
    [(module) => module.rememberProof("acme", "/account"), { "stylipp.proof": "acme", "stylipp.next": "/account" }],
  ]) {
    const { items, module } = await opened("/login", stored);
    remember(module);
    assert.deepEqual(Object.fromEntries(items), expected);
  }
});

test("two effects complete once, and get the same result", async () => {
  const { module } = await opened("/sign-in/acme#code=x&state=y");
  let calls = 0;
  const complete = async () => (calls += 1);
  assert.deepEqual(await Promise.all([module.completeOnce(complete), module.completeOnce(complete)]), [1, 1]);
});
