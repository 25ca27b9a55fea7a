// Logins with a certified provider on another site, and the page that it sends the browser back to.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { after } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { codeOf, verifiedAccount } from "./factors.mjs";
import { api, browserTest, call, failed, loggedIn } from "./tools.mjs";

const PORT = process.env.STYLIPP_PROVIDER_PORT;
const COMPLETE = "/v1/auth/oidc/acme/complete";
const OWN = "/v1/users/me/identities/acme";
const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

const server = fileURLToPath(new URL("../../../backend/tests/provider/server.mjs", import.meta.url));
const provider = spawn(process.execPath, [server, PORT, `${api}/v1/auth/oidc/acme/return`], { stdio: "ignore" });
after(() => provider.kill());
while (!(await isListening())) await wait(50);

async function isListening() {
  assert.equal(provider.exitCode, null, "the provider has ended");
  const socket = connect(Number(PORT), "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A page whose requests and messages on the provider's site do not count. */
async function opened({ context }) {
  const page = await context.newPage();
  await context.route("https://fonts.googleapis.com/**", (route) => route.fulfill({ body: "", contentType: "text/css" }));
  return page;
}

/** What the provider's own pages say and load is none of ours. */
function forgetProvider({ said, outside }) {
  outside.splice(0, outside.length, ...outside.filter((url) => !url.startsWith("https://fonts.googleapis.com/")));
  said.splice(0, said.length, ...said.filter((line) => !/\[\/(interaction|auth|favicon)/.test(line)));
}

async function logInThere(page, name) {
  await page.waitForURL(`http://127.0.0.1:${PORT}/interaction/**`);
  await page.locator("[name=login]").fill(name);
  await page.locator("[name=password]").fill("any");
  await page.locator("[type=submit]").click();
}

/** The page has answered: nothing of the provider is in its address or storage. */
async function assertClean(page) {
  assert.ok(!/code|state|#/.test(page.url()), page.url());
  assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0);
}

function posts(page, path) {
  const found = [];
  page.on("request", (request) => request.method() === "POST" && request.url().endsWith(path) && found.push(request));
  return found;
}

browserTest("a provider logs in, once, and leads to the page that asked for it", async (own) => {
  const page = await opened(own);
  const completions = posts(page, COMPLETE);
  await page.goto(`${api}/login?next=/account/data`);
  await button(page, "Continue with Acme").click();
  await logInThere(page, `new-${process.pid}`);
  await heading(page, "Download your data");
  await assertClean(page);
  assert.equal(completions.length, 1);
  await page.goBack({ waitUntil: "networkidle" });
  assert.equal(completions.length, 1, "not once more on the way back");
  forgetProvider(own);
});

browserTest("who does not agree at the provider is told so, and comes back to the login", async (own) => {
  const page = await opened(own);
  await page.goto(`${api}/login?next=/account/data`);
  await button(page, "Continue with Acme").click();
  await page.waitForURL(`http://127.0.0.1:${PORT}/interaction/**`);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByText("You have not agreed to it there.").waitFor();
  await assertClean(page);
  await page.getByRole("link", { name: "Back to the login" }).click();
  await heading(page, "Log in");
  assert.equal(new URL(page.url()).searchParams.get("next"), "/account/data");
  forgetProvider(own);
});

browserTest("any other error of a provider has one sentence, and nothing is sent", async ({ context }) => {
  const page = await context.newPage();
  const completions = posts(page, COMPLETE);
  for (const fragment of ["#error=server_error", "#error=%3Cb%3Ex", "#code=x", "#", ""]) {
    await page.goto("about:blank");
    await page.goto(`${api}/sign-in/acme${fragment}`);
    await page.getByRole("alert").getByText("The login there did not succeed.").waitFor();
    await assertClean(page);
  }
  assert.equal(completions.length, 0);
});

browserTest("a login that this browser has not started is refused", async ({ context, said }) => {
  const page = await context.newPage();
  await page.goto(`${api}/sign-in/acme#code=x&state=y`);
  await page.getByText("This was not started in this browser").waitFor();
  await assertClean(page);
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", COMPLETE)]);
});

browserTest("an account with the same address is not opened, and the page says how to connect", async (own) => {
  const name = `known-${process.pid}`;
  const created = await call(undefined, "POST", "/v1/auth/register", {
    email: `${name}@example.net`, password: "violet anvil kettle 7",
  });
  assert.ok(created.id);
  const page = await opened(own);
  await page.goto(`${api}/login`);
  await button(page, "Continue with Acme").click();
  await logInThere(page, name);
  await page.getByText("There is an account with this address already.").waitFor();
  forgetProvider(own);
  assert.deepEqual(own.said.splice(0), [failed("409 (Conflict)", COMPLETE)]);
});

/** Connect an account at the provider, as the button in Security does. */
async function connectAccount(page, token, name) {
  await page.goto(`${api}/account`);
  await heading(page, "Your account");
  const answer = await page.context().request.post(`${api}${OWN}/start`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(answer.status(), 200, await answer.text());
  const { authorization_url: url } = await answer.json();
  await page.evaluate((url) => (sessionStorage.setItem("stylipp.connect", "acme"), location.assign(url)), url);
  await logInThere(page, name);
  await heading(page, "Security");
}

browserTest("an account at a provider is connected, and the login is not replaced", async (own) => {
  const { token } = await loggedIn(own.context, await verifiedAccount());
  const page = await opened(own);
  const [connections, logins] = [posts(page, OWN), posts(page, COMPLETE)];
  await connectAccount(page, token, `other-${process.pid}`);
  await assertClean(page);
  assert.deepEqual([connections.length, logins.length], [1, 0]);
  forgetProvider(own);
});

browserTest("a login with a provider asks for the second step of the account, and then leads on", async (own) => {
  const { context } = own;
  const { token } = await loggedIn(context, await verifiedAccount());
  const page = await opened(own);
  await connectAccount(page, token, `third-${process.pid}`);
  const { secret } = await call(token, "POST", "/v1/users/me/totp");
  const known = { secret, step: 0 };
  await call(token, "POST", "/v1/users/me/totp/confirm", { code: await codeOf(known) });
  await page.goto("about:blank");
  await context.clearCookies();
  await page.goto(`${api}/login?next=/account/data`);
  await button(page, "Continue with Acme").click();
  await logInThere(page, `third-${process.pid}`);
  await heading(page, "One more step");
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await page.getByLabel("Code", { exact: true }).fill(await codeOf(known));
  await page.keyboard.press("Enter");
  await heading(page, "Download your data");
  forgetProvider(own);
  assert.deepEqual(own.said.splice(0), [failed("401 (Unauthorized)", COMPLETE)]);
});
