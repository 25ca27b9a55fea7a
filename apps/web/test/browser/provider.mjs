// Certified providers on another site: Acme, and Bravo, which signs in another way.
import assert from "node:assert/strict";

/** The page of a provider that asks who somebody is. */
export const THERE = /^http:\/\/127\.0\.0\.1:\d+\/interaction\//;

/** What the provider's own pages say, and the font that they want, is none of ours. */
export function forgetProvider({ said, outside }) {
  outside.splice(0, outside.length, ...outside.filter((url) => !url.startsWith("https://fonts.googleapis.com/")));
  said.splice(0, said.length, ...said.filter((line) => !/\[\/(interaction|auth|favicon|css)/.test(line)));
}

export async function logInThere(page, name) {
  await page.waitForURL(THERE);
  await page.locator("[name=login]").fill(name);
  await page.locator("[name=password]").fill("any");
  await page.locator("[type=submit]").click();
}

/** The page has answered: nothing of the provider is in its address or storage. */
export async function assertClean(page) {
  assert.ok(!/code=|state=/.test(page.url()), page.url());
  assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0);
}

/** The requests of a page that send something to the API, from now on. */
export function posts(page, path) {
  const found = [];
  page.on("request", (request) => request.method() === "POST" && request.url().endsWith(path) && found.push(request));
  return found;
}
