// A Chromium without a network, and what it prints and asks for. scripts/test-browser sets the
// environment.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, test } from "node:test";
import { chromium } from "playwright-core";

/** Where the API is, by the name that pages use: cookies belong to `localhost`. */
export const api = process.env.STYLIPP_URL;
const OURS = new Set(["localhost", "127.0.0.1"]);

/**
 * The one message that is let pass: advice to developers, of a level that the console hides unless
 * asked. Swagger UI's password fields stand outside of forms; how often that is said depends on
 * timing. Only on /docs.
 */
const HINT =
  /^verbose: \[DOM\] Password field is not contained in a form: \(More info: https:\/\/goo\.gl\/9p2vKq\)( %o)? \[\/docs\]$/;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    "--no-proxy-server", // a proxy of the environment would look names up by itself
  ],
});
after(() => browser.close());

/**
 * A test with a browser context of its own. What its pages print, `debug` included, stands in
 * `said`; a test takes out what it expects, to the letter, and nothing may be left in the end.
 */
export function browserTest(name, run) {
  test(name, { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(10_000);
    const said = [];
    const outside = [];
    context.on("console", (message) => {
      const line = lineOf(message);
      if (!HINT.test(line)) said.push(line);
    });
    context.on("weberror", (error) => said.push(`uncaught: ${error.error()}`));
    context.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol !== "data:" && !OURS.has(hostname)) outside.push(request.url());
    });
    try {
      await run({ context, said, outside });
      // Messages of a page arrive before the answer to a later question.
      await Promise.all(context.pages().map((page) => page.evaluate("0")));
      assert.deepEqual(said, []);
      assert.deepEqual(outside, []);
    } catch (error) {
      error.message = [error.message, "The console said:", ...said].join("\n");
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** `error: Failed to load resource: … [/v1/auth/refresh]`: level, text, and the path it is about. */
function lineOf(message) {
  const { url } = message.location();
  const about = url === undefined || url === "" ? "" : ` [${new URL(url).pathname}]`;
  return `${message.type()}: ${message.text()}${about}`;
}

let accounts = 0;

/** A new account, made beside the browser. */
export async function register() {
  const email = `ada${(accounts += 1)}-${process.pid}@example.com`;
  const password = "violet anvil kettle 7";
  const response = await fetch(`${api}/v1/auth/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  assert.equal(response.status, 201);
  return { email, password };
}

/** For people: what it looked like. */
export async function picture(page, name, fullPage = true) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage });
}
