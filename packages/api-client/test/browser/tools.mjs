// Chromium without network access; records its console messages and external requests.
// scripts/test-browser sets the environment.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, test } from "node:test";
import { chromium } from "playwright-core";

/** URL of the API, with the host `localhost`, because cookies are bound to it. */
export const api = process.env.STYLIPP_URL;
const OURS = new Set(["localhost", "127.0.0.1"]);

/**
 * The console messages that are allowed: Chromium's hints, of level verbose, that Swagger UI's password
 * fields are outside a form, and that the form for a reset password does not tell whose it is (the link
 * does not). How often they appear depends on timing.
 */
const HINT =
  /^verbose: \[DOM\] (Password field is not contained in a form|Password forms should have \(optionally hidden\) username fields for accessibility): \(More info: https:\/\/goo\.gl\/9p2vKq\)( %o)? \[((\/api)?\/docs|\/reset-password)\]$/;

/** Playwright turns the back-forward cache off, unless that default is ignored. */
const launch = (executablePath, ignoreDefaultArgs = []) =>
  chromium.launch({
    executablePath,
    args: [
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
      "--no-proxy-server", // a proxy from the environment would resolve names itself
      "--disable-gpu", // there is none, and imitating one takes a core
    ],
    ignoreDefaultArgs,
  });

/** Chromium without what draws its windows takes half the time, where it is installed. */
const { CHROMIUM, HEADLESS_SHELL } = process.env;
const shared = await launch(HEADLESS_SHELL || CHROMIUM);
after(() => shared.close());

/**
 * A test with its own browser context. Console messages of all levels are collected in `said`, and
 * violations of a page's policy with them; the test removes those it expects, and none may be left at
 * the end. `anotherContext` gives another person's browser. Options are Playwright's for a context, and
 * `isWhole`: with all of Chromium; `keepsPages`: and with its back-forward cache.
 */
export function browserTest(name, run, { keepsPages = false, isWhole = keepsPages, ...options } = {}) {
  test(name, { timeout: 60_000 }, async () => {
    const browser = isWhole ? await launch(CHROMIUM, keepsPages ? ["--disable-back-forward-cache"] : []) : shared;
    const contexts = [];
    const said = [];
    const outside = [];
    async function anotherContext(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      context.on("console", (message) => {
        const line = lineOf(message);
        if (!HINT.test(line)) said.push(line);
      });
      context.on("weberror", (error) => said.push(`uncaught: ${error.error()}`));
      context.on("request", (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (!["data:", "blob:"].includes(protocol) && !OURS.has(hostname)) outside.push(request.url());
      });
      // Not every violation is also an error in the console.
      await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
          console.error(`The policy's ${violatedDirective} forbids ${blockedURI}`),
        );
      });
      return context;
    }
    try {
      await run({ context: await anotherContext(options), anotherContext, said, outside });
      // Console messages of a page arrive before the result of a later evaluation.
      const pages = contexts.flatMap((context) => context.pages());
      await Promise.all(pages.map((page) => page.evaluate("0")));
      assert.deepEqual(said, []);
      assert.deepEqual(outside, []);
    } catch (error) {
      error.message = [error.message, "Console messages:", ...said].join("\n");
      throw error;
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
      if (browser !== shared) await browser.close();
    }
  });
}

/** Level, text and path, as in `error: Failed to load resource: … [/v1/auth/refresh]`. */
function lineOf(message) {
  const { url } = message.location();
  const about = url === undefined || url === "" ? "" : ` [${new URL(url).pathname}]`;
  return `${message.type()}: ${message.text()}${about}`;
}

/** Reload like Ctrl+Shift+R: without the cache and without any script state. */
export async function hardReload(page) {
  const devtools = await page.context().newCDPSession(page);
  const loaded = page.waitForEvent("load");
  await devtools.send("Page.reload", { ignoreCache: true });
  await loaded;
  await devtools.detach();
}

/** Chromium logs this for every error response; a script cannot prevent it. */
export const failed = (status, path) =>
  `error: Failed to load resource: the server responded with a status of ${status} [${path}]`;

let accounts = 0;

/** Register a new account, without the browser. Its address is like no other one, unless it is given. */
export async function register(email = `ada${(accounts += 1)}-${process.pid}@example.com`) {
  const password = "violet anvil kettle 7";
  const response = await fetch(`${api}/v1/auth/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  assert.equal(response.status, 201);
  return { email, password, id: (await response.json()).id };
}

/** Save a screenshot, if SCREENSHOTS is set. */
export async function picture(page, name, fullPage = true) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage });
}
