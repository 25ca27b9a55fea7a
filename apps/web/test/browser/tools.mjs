// The app in Chromium, on the API's own pages: accounts without the browser, and axe.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { api, picture, register } from "../../../../packages/api-client/test/browser/tools.mjs";

export { mailTo } from "../../../../packages/api-client/test/browser/mails.mjs";
export {
  api,
  browserTest,
  failed,
  hardReload,
  picture,
  register,
} from "../../../../packages/api-client/test/browser/tools.mjs";

/**
 * URL of another API, whose limits are low: two logins or mails, then one each three seconds. It has one
 * account, the administrator `operator`, and wants two-step login from administrators. It has no login by e-mail,
 * a provider that does not answer, and at most two
 * photos for an account.
 */
export const limitedApi = process.env.STYLIPP_LIMITED_URL;

/** An administrator of both APIs. */
export const operator = JSON.parse(process.env.STYLIPP_OPERATOR);

/** Log a browser in, without its pages. */
export async function loggedIn(context, account) {
  account ??= await register();
  const { email, password } = account;
  const answer = await context.request.post(`${api}/v1/auth/login`, { data: { email, password } });
  assert.equal(answer.status(), 200, await answer.text());
  return { ...account, token: (await answer.json()).access_token };
}

/** Call the API, without the browser, and return what it answers. */
export async function call(token, method, path, body) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(api + path, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

let operatorsToken;

/** Call the API as the administrator who has no other purpose. */
export async function asOperator(method, path, body) {
  operatorsToken ??= call(undefined, "POST", "/v1/auth/login", operator);
  return call((await operatorsToken).access_token, method, path, body);
}

/** Register a new administrator, without the browser. */
export async function administrator() {
  const account = await register();
  await asOperator("PATCH", `/v1/users/${account.id}`, { role: "admin" });
  return account;
}

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Prepare axe for a page as it is loaded now. It runs in an isolated world, so that the policy of the page
 * stays on. Returns a function whose result is what axe finds, or cannot decide; empty if all is well.
 */
export async function axeOn(page) {
  const devtools = await page.context().newCDPSession(page);
  const { frameTree } = await devtools.send("Page.getFrameTree");
  const world = await devtools.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const run = async (expression) => {
    const options = { contextId: world.executionContextId, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await devtools.send("Runtime.evaluate", { expression, ...options });
    assert.equal(exceptionDetails, undefined, result.description);
    return result.value;
  };
  await run(AXE);
  return async (runOnly = RULES) => {
    const options = JSON.stringify({ runOnly, resultTypes: ["violations", "incomplete"] });
    const found = await run(`axe.run(document, ${options})`);
    return ["violations", "incomplete"].flatMap((kind) =>
      found[kind].flatMap(({ id, nodes }) =>
        nodes.map((node) => `${kind} ${id}: ${node.target} ${node.failureSummary.replaceAll(/\s+/g, " ")}`),
      ),
    );
  };
}

/** Fail if axe finds anything or a page is wider than its window; take a picture if there is a name. */
export async function scan(page, name, axe, rules) {
  await page.emulateMedia({ reducedMotion: "reduce" }); // half-faded text has half a contrast
  axe ??= await axeOn(page);
  assert.deepEqual((await axe(rules)).slice(0, 12), []);
  const [content, width] = await widths(page);
  assert.ok(content <= width, `${page.url()} is ${content} wide in a window of ${width}`);
  if (name) await picture(page, name);
}

/** Take the console's messages about failed requests out of those that are there. Returns the others. */
export const forgetErrors = (said) =>
  said.splice(0).filter((line) => !line.startsWith("error: Failed to load resource"));

/** The width of the content, and of the window. */
export function widths(page) {
  return page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
}

/** The same in light and dark, wide and narrow. */
export async function scanAllFour(page, name) {
  const axe = await axeOn(page);
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // Only colors differ between light and dark.
      const rules = colorScheme === "dark" ? ["color-contrast"] : undefined;
      await scan(page, name && `${name}-${colorScheme}-${width}`, axe, rules);
    }
  }
}
