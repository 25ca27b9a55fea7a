// Logins with a certified provider on another site, and the page that it sends the browser back to.
import assert from "node:assert/strict";
import { codeOf, verifiedAccount } from "./factors.mjs";
import { assertClean, forgetProvider, logInThere, posts, THERE } from "./provider.mjs";
import { api, browserTest, call, failed, loggedIn } from "./tools.mjs";

const COMPLETE = "/v1/auth/oidc/acme/complete";
const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

browserTest("a provider logs in, once, and leads to the page that asked for it", async (own) => {
  const page = await own.context.newPage();
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
  const page = await own.context.newPage();
  await page.goto(`${api}/login?next=/account/data`);
  await button(page, "Continue with Acme").click();
  await page.waitForURL(THERE);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByText("You have not agreed to it there.").waitFor();
  await assertClean(page);
  await page.getByRole("link", { name: "Back to the login" }).click();
  await heading(page, "Log in");
  assert.equal(new URL(page.url()).searchParams.get("next"), "/account/data");
  forgetProvider(own);
});

browserTest("a login that another tab has overtaken says that one is logged in, and goes on", async (own) => {
  const tabs = [await own.context.newPage(), await own.context.newPage()];
  for (const tab of tabs) {
    await tab.goto(`${api}/login?next=/account/data`);
    await button(tab, "Continue with Acme").click();
    await tab.waitForURL(THERE);
  }
  await logInThere(tabs[0], `tabs-${process.pid}`);
  await heading(tabs[0], "Download your data");
  await logInThere(tabs[1], `tabs-${process.pid}`);
  await heading(tabs[1], "You are logged in already");
  await tabs[1].getByRole("link", { name: "Continue" }).click();
  await heading(tabs[1], "Download your data");
  forgetProvider(own);
  assert.deepEqual(own.said.splice(0), [failed("400 (Bad Request)", COMPLETE)]);
});

browserTest("a provider that tells no address, or is none, is named as the reason", async (own) => {
  const page = await own.context.newPage();
  await page.goto(`${api}/login`);
  await button(page, "Continue with Acme").click();
  await logInThere(page, "nemo");
  await page.getByText("The other service has told us no address").waitFor();
  forgetProvider(own);
  assert.deepEqual(own.said.splice(0), [failed("400 (Bad Request)", COMPLETE)]);
  await page.goto(`${api}/sign-in/unknown#code=x&state=y`);
  await page.getByText("The login there did not succeed.").waitFor();
  assert.match(own.said.splice(0).join(), /404/);
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

browserTest("what is pasted into the page that providers lead to goes from its address, too", async ({ context, said }) => {
  const page = await context.newPage();
  const completions = posts(page, COMPLETE);
  await page.goto(`${api}/sign-in/acme#error=access_denied`);
  await page.getByText("You have not agreed to it there.").waitFor();
  const answered = page.waitForResponse(`**${COMPLETE}`);
  await page.evaluate(() => (location.hash = "#code=pasted&state=y"));
  await answered;
  await page.getByText("This was not started in this browser").waitFor();
  await assertClean(page);
  assert.equal(completions.length, 1);
  await page.goBack();
  await assertClean(page);
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", COMPLETE)]);
});

for (const [name, mode, method] of [
  ["Acme", "query", "GET"],
  ["Bravo", "form_post", "POST"],
]) {
  browserTest(`a login returns from another site by ${method} with every cookie Strict`, async (own) => {
    const page = await own.context.newPage();
    await page.route("**/v1/auth/oidc/*/start", async (route) => {
      const response = await route.fetch();
      const { authorization_url: url } = await response.json();
      await route.fulfill({ response, json: { authorization_url: `${url}&response_mode=${mode}` } });
      await page.unroute("**/v1/auth/oidc/*/start"); // else the browser does not tell all headers
    });
    const relayed = page.waitForRequest(/\/v1\/auth\/oidc\/\w+\/return/);
    await page.goto(`${api}/login`);
    await button(page, `Continue with ${name}`).click();
    await logInThere(page, `strict-${method}-${process.pid}`);
    await heading(page, "Your account");
    assert.equal((await relayed).method(), method);
    const sent = await (await relayed).allHeaders();
    assert.equal(sent["sec-fetch-site"], "cross-site");
    assert.equal(sent.cookie, undefined);
    const ours = (await own.context.cookies()).filter(({ domain }) => domain === "localhost");
    assert.ok(ours.length >= 2);
    for (const { name, sameSite, httpOnly } of ours) assert.deepEqual([name, sameSite, httpOnly], [name, "Strict", true]);
    await page.reload(); // the cookies of the login work
    await heading(page, "Your account");
    forgetProvider(own);
  });
}

browserTest("an answer that was begun in another browser logs nobody in", async (own) => {
  const page = await own.context.newPage();
  await page.route(`**${COMPLETE}`, (route) => route.abort());
  const completion = page.waitForRequest(`**${COMPLETE}`);
  await page.goto(`${api}/login`);
  await button(page, "Continue with Acme").click();
  await logInThere(page, `attacker-${process.pid}`);
  const answer = (await completion).postDataJSON();
  await page.getByText("There is no connection.").waitFor();
  forgetProvider(own);
  own.said.splice(0);

  const victim = await (await own.anotherContext()).newPage();
  await victim.goto(`${api}/login`);
  await victim.goto(`${api}/sign-in/acme#${new URLSearchParams(answer)}`);
  await victim.getByText("This was not started in this browser").waitFor();
  await assertClean(victim);
  assert.deepEqual(own.said.splice(0), [failed("400 (Bad Request)", COMPLETE)]);
});

browserTest("an account with the same address is not opened, and the page says how to connect", async (own) => {
  const name = `known-${process.pid}`;
  const created = await call(undefined, "POST", "/v1/auth/register", {
    email: `${name}@example.net`, password: "violet anvil kettle 7",
  });
  assert.ok(created.id);
  const page = await own.context.newPage();
  await page.goto(`${api}/login`);
  await button(page, "Continue with Acme").click();
  await logInThere(page, name);
  await page.getByText("There is an account with this address already.").waitFor();
  forgetProvider(own);
  assert.deepEqual(own.said.splice(0), [failed("409 (Conflict)", COMPLETE)]);
});

browserTest("the first login with a provider that knows the address tells once how else the account is opened", async (own) => {
  const account = await verifiedAccount("ada@gmail.com");
  const page = await own.context.newPage();
  const logIn = async () => {
    await page.goto(`${api}/login`);
    await button(page, "Continue with Bravo").click();
  };
  await logIn();
  await logInThere(page, "ada");
  const notice = page.getByText("This account can also be opened with: a password.");
  await notice.waitFor();
  await page.getByRole("link", { name: account.email }).waitFor();
  await page.getByRole("link", { name: "Look at Security" }).click();
  await heading(page, "Security");
  await button(page, "Close").click();
  assert.equal(await notice.count(), 0);
  await button(page, "Log out").click();
  await heading(page, "Log in");
  await logIn();
  await page.getByRole("region", { name: "Activity" }).getByText("Other account connected").first().waitFor();
  await page.waitForLoadState("networkidle");
  assert.equal(await notice.count(), 0);
  forgetProvider(own);
});

browserTest("a login with a provider asks for the second step of the account, and then leads on", async (own) => {
  const { context } = own;
  const { token } = await loggedIn(context, await verifiedAccount());
  const page = await own.context.newPage();
  await page.goto(`${api}/account/security`);
  await button(page, "Connect Acme").click();
  await logInThere(page, `third-${process.pid}`);
  await button(page, "Disconnect Acme").waitFor();
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
