import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const TOKEN = "Zk3_v-9".repeat(6);

/** What the module does with the address of a page that has just been opened. */
async function opened(address) {
  const { pathname, hash } = new URL(address, "https://stylipp.com");
  const replaced = [];
  globalThis.location = { pathname, hash };
  globalThis.history = { replaceState: (...state) => replaced.push(state) };
  return { replaced, module: await load("token.ts") };
}

test("the token of a mailed link is taken out of the address", async () => {
  const { replaced, module } = await opened(`/verify-email#token=${TOKEN}`);
  assert.equal(module.mailedToken, TOKEN);
  assert.deepEqual(replaced, [[null, "", "/verify-email"]]);
  module.forgetToken();
  assert.equal(module.mailedToken, undefined);
});

test("a damaged token is taken out of the address, too, and is empty", async () => {
  const { replaced, module } = await opened(`/verify-email#token=${TOKEN}.`);
  assert.equal(module.mailedToken, "");
  assert.deepEqual(replaced, [[null, "", "/verify-email"]]);
});

test("another fragment stays", async () => {
  const { replaced, module } = await opened("/account#password");
  assert.equal(module.mailedToken, undefined);
  assert.deepEqual(replaced, []);
});

test("a token is 16 to 128 letters, digits, hyphens and underscores", async () => {
  const { module } = await opened("/");
  assert.equal(module.tokenIn(`#token=${"a".repeat(16)}`), "a".repeat(16));
  assert.equal(module.tokenIn(`#token=${"a".repeat(128)}`), "a".repeat(128));
  for (const value of ["a".repeat(15), "a".repeat(129), `${TOKEN}/`, `${TOKEN}%20`, `${TOKEN}&x=1`, `${TOKEN}\n`, ""]) {
    assert.equal(module.tokenIn(`#token=${value}`), undefined, value);
  }
  for (const hash of ["", "#", `#Token=${TOKEN}`, `#x&token=${TOKEN}`, `?token=${TOKEN}`]) {
    assert.equal(module.tokenIn(hash), undefined, hash);
  }
});
