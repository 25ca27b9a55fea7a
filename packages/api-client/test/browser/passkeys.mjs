// Passkeys of Chromium's virtual authenticator at the real API.
import assert from "node:assert/strict";
import { SECURITY_KEY, virtualAuthenticator } from "./authenticator.mjs";
import { mailTo } from "./mails.mjs";
import { api, browserTest, failed } from "./tools.mjs";
import { LOGGED_OUT, enter, logIn, says } from "./visit.mjs";

/** The autofill is a part of Chromium that its headless shell lacks. */
const WHOLE = { isWhole: true };
const OPTIONS = "/v1/auth/passkey/options";
const LOGIN = "/v1/auth/passkey/login";
const ADD = "/v1/users/me/passkeys";
const NEW = `${ADD}/options`;
const SECURITY = "/v1/users/me/security";
const MFA = failed("401 (Unauthorized)", "/v1/auth/login");

/** A tab of a login to a new account with a confirmed address, and an authenticator without passkeys. */
async function visit(own, options) {
  const login = await logIn(own);
  await confirm(login.email, "/verify-email", "/v1/auth/email/verify");
  const { page } = login;
  const sent = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(new URL(request.url()).pathname));
  return { ...login, sent, authenticator: await virtualAuthenticator(page, options) };
}

/** Follow the link in the mail to an address. */
async function confirm(email, page, path) {
  const token = new URL((await mailTo(email, page)).link).hash.replace("#token=", "");
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(api + path, { method: "POST", headers, body: JSON.stringify({ token }) });
  assert.equal(answer.status, 200, await answer.text());
}

/** Call the client in the page; the result is `data`, or the code of the problem. */
const call = (page, method, path, options) =>
  page.evaluate(async ([method, path, options]) => {
    const { api, outcome } = window.stylipp;
    const { data, problem } = await outcome(api[method](path, options));
    return problem?.code ?? data;
  }, [method, path, options]);

const register = (page, purpose = "sign_in", name) =>
  page.evaluate(async (options) => {
    const { api, passkeys } = window.stylipp;
    const { data, problem } = await passkeys.registerPasskey(api, options);
    return problem?.code ?? data;
  }, { purpose, name });

const signIn = (page) =>
  page.evaluate(async () => {
    const { api, passkeys } = window.stylipp;
    const { data, problem } = await passkeys.signInWithPasskey(api);
    return problem?.code ?? data.account_id;
  });

const sync = (page) => page.evaluate(() => window.stylipp.passkeys.syncPasskeys(window.stylipp.api));

/** Start the autofill; its outcomes are kept in the page. */
const startAutofill = (page) =>
  page.evaluate(() => {
    const { api, passkeys } = window.stylipp;
    window.ends = [];
    window.stop = passkeys.passkeyAutofill(api, ({ problem }) => window.ends.push(problem?.code ?? "in"));
  });

const accountOf = (page) => page.evaluate(() => window.stylipp.api.session.accountId);

async function logOut(page) {
  await page.getByRole("button", { name: "Log out" }).click();
  await says(page, LOGGED_OUT);
}

/** Wait until the authenticator keeps passkeys with these ids: signals are obeyed a little later. */
async function keeps(authenticator, ids) {
  const sorted = ids.toSorted();
  for (let round = 0; round < 100; round += 1) {
    const kept = (await authenticator.passkeys()).map(({ credentialId }) => base64url(credentialId)).toSorted();
    if (kept.join() === sorted.join()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`It keeps ${JSON.stringify(await authenticator.passkeys())}, not ${sorted}`);
}

const base64url = (text) => Buffer.from(text, "base64").toString("base64url");

browserTest("a passkey is created, and logs in without an address", async (own) => {
  const { page, loggedIn, email, authenticator } = await visit(own);
  const id = await accountOf(page);
  const passkey = await register(page, "sign_in", "My laptop");
  assert.equal(passkey.name, "My laptop");
  assert.equal(passkey.can_sign_in, true);
  const [kept, ...others] = await authenticator.passkeys();
  assert.deepEqual([others, kept.isResidentCredential, kept.userName], [[], true, email]);
  assert.equal(base64url(kept.credentialId), passkey.credential_id);
  assert.equal(Buffer.from(kept.userHandle, "base64").toString("hex"), id.replaceAll("-", ""));
  await logOut(page);
  assert.equal(await signIn(page), id);
  await says(page, loggedIn);
});

browserTest("a passkey is not created twice, and an account without a confirmed address has none", async (own) => {
  const { page, sent, authenticator } = await visit(own);
  const { credential_id } = await register(page);
  assert.equal(await register(page), "passkey_exists");
  await keeps(authenticator, [credential_id]);
  assert.deepEqual(sent.slice(-1), [NEW]); // the browser has said it
  await logOut(page);
  await enter(page);
  assert.equal(await register(page), "email_not_verified");
  assert.deepEqual(own.said.splice(0), [failed("403 (Forbidden)", NEW)]);
});

browserTest("a person who is not recognized is not logged in, and gets no passkey", async (own) => {
  const { page, sent, authenticator } = await visit(own);
  await authenticator.verify(false);
  assert.equal(await register(page), "passkey_canceled");
  await keeps(authenticator, []);
  assert.equal(sent.at(-1), NEW);
  await authenticator.verify(true);
  await register(page);
  await authenticator.verify(false);
  await logOut(page);
  assert.equal(await signIn(page), "passkey_canceled");
  assert.equal(sent.at(-1), OPTIONS);
  assert.equal(await page.evaluate(() => window.stylipp.api.session.state), "none");
});

browserTest(
  "the autofill asks anew before its challenge expires, and logs in with the passkey that is chosen",
  async (own) => {
    const { page, loggedIn, sent, authenticator } = await visit(own);
    await register(page);
    await logOut(page);
    await page.route(api + OPTIONS, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), expires_in: 1 } });
    });
    await authenticator.approve(false); // the person chooses nothing, until later
    await startAutofill(page);
    for (let time = 0; time < 2; time += 1) await page.waitForResponse(api + OPTIONS);
    assert.deepEqual(await page.evaluate(() => window.ends), []);
    await authenticator.approve(true);
    await says(page, loggedIn);
    await page.waitForFunction(() => window.ends.length > 0);
    assert.deepEqual(await page.evaluate(() => window.ends), ["in"]);
    assert.deepEqual(sent.slice(-3), [OPTIONS, OPTIONS, LOGIN]);
  },
  WHOLE,
);

browserTest(
  "the button takes the place of the autofill at once, which comes back when it was of no use",
  async (own) => {
    const { page, loggedIn, sent, authenticator } = await visit(own);
    await register(page);
    await logOut(page);
    await authenticator.approve(false);
    await startAutofill(page);
    await page.waitForResponse(api + OPTIONS);
    await authenticator.approve(true);
    await authenticator.verify(false);
    assert.equal(await signIn(page), "passkey_canceled");
    assert.deepEqual(await page.evaluate(() => window.ends), []);
    await authenticator.verify(true);
    await says(page, loggedIn); // by the autofill
    assert.deepEqual(sent.filter((path) => path === LOGIN), [LOGIN]);
  },
  WHOLE,
);

browserTest("a security key that recognizes no one is a second factor, and no more", async (own) => {
  const { page, loggedIn, email, password, authenticator } = await visit(own, SECURITY_KEY);
  assert.equal(await register(page), "passkey_canceled");
  const { credential_id, can_sign_in } = await register(page, "second_factor");
  assert.equal(can_sign_in, false);
  await keeps(authenticator, [credential_id]);
  const { codes } = await call(page, "PUT", "/v1/users/me/two-step", { body: { is_on: true } });
  assert.equal(codes.length, 10);
  await logOut(page);
  assert.equal(await call(page, "POST", "/v1/auth/login", { body: { email, password } }), "mfa_required");
  assert.deepEqual(own.said.splice(0), [MFA]);
  const end = await page.evaluate(async () => {
    const { api, outcome, passkeys } = window.stylipp;
    const { data } = await outcome(api.POST("/v1/auth/mfa/options"));
    const asked = passkeys.askPasskey(data.passkey);
    const { problem } = await outcome(asked.then((credential) => api.POST("/v1/auth/mfa/verify", { body: { credential } })));
    return [data.methods.includes("passkey"), problem?.code];
  });
  assert.deepEqual(end, [true, undefined]);
  await says(page, loggedIn);
});

browserTest("a passkey as the second step logs in another person than the one of the page", async (own) => {
  const { page, email, password, authenticator } = await visit(own);
  await register(page);
  await call(page, "PUT", "/v1/users/me/two-step", { body: { is_on: true } });
  const other = await enter(page); // another account, in the same tab
  assert.equal(await call(page, "POST", "/v1/auth/login", { body: { email, password } }), "mfa_required");
  await says(page, other.loggedIn); // until the second step
  const code = await page.evaluate(async () => {
    const { api, outcome, passkeys } = window.stylipp;
    const { data } = await outcome(api.POST("/v1/auth/mfa/options"));
    const asked = passkeys.askPasskey(data.passkey);
    return (await outcome(asked.then((credential) => api.POST("/v1/auth/mfa/verify", { body: { credential } })))).problem?.code;
  });
  assert.equal(code, undefined);
  await says(page, `Logged in as ${email}`);
  assert.equal((await authenticator.passkeys()).length, 1);
  assert.deepEqual(own.said.splice(0), [MFA]);
});

browserTest("a removed passkey disappears from the browser, and a new address is shown there", async (own) => {
  const { page, email, password, authenticator } = await visit(own);
  const first = await register(page);
  await logOut(page);
  const other = await visitAnother(own, page);
  const kept = [first.credential_id, other.credential_id];
  await keeps(authenticator, kept);
  await logOut(page);
  await enter(page, { email, password });

  const address = `new-${email}`;
  await call(page, "POST", "/v1/users/me/email", { body: { new_email: address, current_password: password } });
  await confirm(address, "/confirm-email-change", "/v1/auth/email/change/confirm");
  await sync(page);
  const names = async () => (await authenticator.passkeys()).map(({ userName }) => userName).toSorted();
  for (let round = 0; round < 100 && !(await names()).includes(address); round += 1) await page.waitForTimeout(50);
  assert.deepEqual(await names(), [address, other.email].toSorted());
  await keeps(authenticator, kept);

  const params = { path: { passkey_id: first.id } };
  await call(page, "DELETE", "/v1/users/me/passkeys/{passkey_id}", { params });
  await page.route("**/v1/users/me/security", (route) => route.abort(), { times: 1 });
  await sync(page);
  own.said.splice(0);
  await page.waitForTimeout(300);
  await keeps(authenticator, kept); // what is not known is not signaled
  await sync(page);
  await keeps(authenticator, [other.credential_id]);
});

/** Log in to another account in the same tab, and add a passkey to it. */
async function visitAnother(own, page) {
  const { email } = await enter(page);
  await confirm(email, "/verify-email", "/v1/auth/email/verify");
  const { credential_id } = await register(page);
  return { email, credential_id };
}

browserTest("a passkey that was removed elsewhere disappears when it is used", async (own) => {
  const { page, authenticator } = await visit(own);
  const { id } = await register(page);
  await call(page, "DELETE", "/v1/users/me/passkeys/{passkey_id}", { params: { path: { passkey_id: id } } });
  await logOut(page);
  assert.equal(await signIn(page), "passkey_unknown");
  await keeps(authenticator, []);
  assert.deepEqual(own.said.splice(0), [failed("401 (Unauthorized)", LOGIN)]);
});

browserTest("nothing is signaled while a passkey is being added: the list may lack it", async (own) => {
  const { page, authenticator } = await visit(own);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(`${api}${ADD}`, async (route) => {
    await held;
    await route.continue();
  });
  const adding = register(page);
  while ((await authenticator.passkeys()).length === 0) await page.waitForTimeout(20);
  const read = [];
  page.on("request", (request) => read.push(new URL(request.url()).pathname));
  await sync(page);
  assert.deepEqual(read.filter((path) => path !== ADD), []);
  release();
  const { credential_id } = await adding;
  await sync(page);
  assert.deepEqual(read.filter((path) => path === SECURITY), [SECURITY]);
  await keeps(authenticator, [credential_id]);
});
