// Logging in with a provider on another site: the browser sends no cookie with the provider's answer, and needs
// none. This API serves no app, whose page would use the answer up: the docs page stands in for it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { browserTest, failed } from "./tools.mjs";

const api = process.env.STYLIPP_PROVIDERS_URL;
const issuer = process.env.PROVIDER_URL;
const SERVER = fileURLToPath(new URL("../../../backend/tests/provider/server.mjs", import.meta.url));
let server;

before(async () => {
  const redirectUri = `${api}/v1/auth/oidc/certified/return`;
  server = spawn(process.execPath, [SERVER, new URL(issuer).port, redirectUri], { stdio: "ignore" });
  const answers = () => fetch(`${issuer}/.well-known/openid-configuration`).then(({ ok }) => ok, () => false);
  while (!(await answers())) {
    assert.equal(server.exitCode, null, "the provider has ended");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
after(async () => {
  server.kill();
  await once(server, "exit");
});

/** Call the API as a page of its origin does. */
const post = (page, path, body) =>
  page.evaluate(
    async ([address, text]) => {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(address, { method: "POST", headers, body: text });
      return { status: answer.status, body: await answer.json() };
    },
    [path, body && JSON.stringify(body)],
  );

/** Begin a login, log in at the provider, and return the answer, and the request that brought it. */
async function roundTrip({ context, said, outside }, mode) {
  const page = await context.newPage();
  await page.goto(`${api}/docs`);
  const started = await post(page, "/v1/auth/oidc/certified/start");
  assert.equal(started.status, 200, JSON.stringify(started.body));
  const address = new URL(started.body.authorization_url);
  address.searchParams.set("response_mode", mode);
  await page.evaluate((url) => location.assign(url), address.href);
  await page.locator("input[name=login]").fill("ada");
  await page.locator("input[name=password]").fill("any");
  const relayed = page.waitForRequest((request) => request.url().startsWith(`${api}/v1/auth/oidc/certified/return`));
  await page.locator("button[type=submit]").click();
  await page.waitForURL(`${api}/sign-in/certified#*`);
  // The provider's page wants a font of a third party.
  const font = "error: Failed to load resource: net::ERR_NAME_NOT_RESOLVED [/css]";
  assert.deepEqual(said.splice(0), [font, failed("404 (Not Found)", "/sign-in/certified")]);
  const answer = Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
  assert.deepEqual([...new Set(outside.splice(0).map((url) => new URL(url).host))], ["fonts.googleapis.com"]);
  await page.goto(`${api}/docs`);
  return { page, answer, relayed: await relayed };
}

for (const [mode, method] of [
  ["query", "GET"],
  ["form_post", "POST"],
]) {
  browserTest(`a login returns from another site by ${method} with every cookie Strict`, async (browser) => {
    const { page, answer, relayed } = await roundTrip(browser, mode);
    assert.deepEqual(Object.keys(answer).sort(), ["code", "iss", "state"]);
    assert.equal(relayed.method(), method);
    const sent = await relayed.allHeaders();
    assert.equal(sent["sec-fetch-site"], "cross-site");
    assert.equal(sent.cookie, undefined);

    const done = await post(page, "/v1/auth/oidc/certified/complete", answer);
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const ours = (await browser.context.cookies()).filter(({ domain }) => domain === "localhost");
    assert.ok(ours.length >= 2);
    for (const { name, sameSite, httpOnly } of ours) assert.deepEqual([name, sameSite, httpOnly], [name, "Strict", true]);
    assert.equal((await post(page, "/v1/auth/refresh")).status, 200); // the cookies of the login work
  });
}

browserTest("an answer that was begun in another browser logs nobody in", async (browser) => {
  const { answer } = await roundTrip(browser, "query");
  const victim = await (await browser.anotherContext()).newPage();
  await victim.goto(`${api}/docs`);
  const refused = await post(victim, "/v1/auth/oidc/certified/complete", answer);
  assert.deepEqual([refused.status, refused.body.code], [400, "oidc_state_invalid"]);
  assert.deepEqual(browser.said.splice(0), [failed("400 (Bad Request)", "/v1/auth/oidc/certified/complete")]);
});
