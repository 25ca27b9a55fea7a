// Accounts with two-step login and passkeys, and what an authenticator app shows.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { api, call, loggedIn, mailTo, register } from "./tools.mjs";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** Register an account and confirm its address, without the browser. `token` is one of a login. */
export async function verifiedAccount(address) {
  const account = await register(address);
  const { link } = await mailTo(account.email, "/verify-email");
  await call(undefined, "POST", "/v1/auth/email/verify", { token: new URL(link).hash.replace("#token=", "") });
  const { email, password } = account;
  const { access_token: token } = await call(undefined, "POST", "/v1/auth/login", { email, password });
  return { ...account, token };
}

/** The same with two-step login: `secret` is what its app has, `codes` are its recovery codes. */
export async function twoStepAccount() {
  const account = await verifiedAccount();
  const { secret } = await call(account.token, "POST", "/v1/users/me/totp");
  const known = { ...account, secret, step: 0 };
  const { codes } = await call(account.token, "POST", "/v1/users/me/totp/confirm", { code: await codeOf(known) });
  return { ...known, codes };
}

/** A code of the account's app that was not used before. Three are valid at a time. */
export async function codeOf(account) {
  const now = () => Date.now() / 30_000;
  // Not one that is about to become invalid.
  account.step = Math.max(account.step + 1, Math.floor(now() + 0.2) - 1);
  while (account.step > Math.floor(now()) + 1) await wait(200);
  return codeAt(account.secret, account.step);
}

/** RFC 6238: the code of a step. */
function codeAt(secret, step) {
  const bits = [...secret].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"));
  const key = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Begin a login in a browser, without its pages: the second step is next. */
export async function beginLogin(context, { email, password }) {
  const answer = await context.request.post(`${api}/v1/auth/login`, { data: { email, password } });
  assert.equal((await answer.json()).code, "mfa_required");
}

/** Log a browser in by a device that was remembered: without a second factor. */
export async function loggedInByDevice(context, account) {
  await beginLogin(context, account);
  const data = { code: await codeOf(account), remember_device: true };
  const { access_token } = await (await context.request.post(`${api}/v1/auth/mfa/verify`, { data })).json();
  const headers = { Authorization: `Bearer ${access_token}` };
  assert.ok((await context.request.post(`${api}/v1/auth/logout`, { headers })).ok());
  return loggedIn(context, account);
}

/** Add a passkey to the account, made by the authenticator of an open page of the app. */
export async function addPasskey(page, { token }, purpose = "sign_in") {
  const added = await page.evaluate(async ([token, purpose]) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const send = (path, body) => fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    const { public_key: options } = await (await send("/v1/users/me/passkeys/options", { purpose })).json();
    const { resident_key, require_resident_key, user_verification } = options.authenticator_selection;
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON({
      rp: options.rp,
      user: { ...options.user, displayName: options.user.display_name },
      challenge: options.challenge,
      pubKeyCredParams: options.pub_key_cred_params,
      authenticatorSelection: {
        residentKey: resident_key, requireResidentKey: require_resident_key, userVerification: user_verification,
      },
    });
    const { id, rawId, type, response } = (await navigator.credentials.create({ publicKey })).toJSON();
    const { clientDataJSON, attestationObject } = response;
    const credential = { id, rawId, type, response: { clientDataJSON, attestationObject } };
    const answer = await send("/v1/users/me/passkeys", { credential });
    return [answer.status, await answer.text()];
  }, [token, purpose]);
  assert.equal(added[0], 201, added[1]);
  return JSON.parse(added[1]);
}

/** Have all proofs of an account's sessions be an hour older. */
export async function age({ id }) {
  const columns = ["first_factor_at", "second_factor_at"].map((name) => `${name} = ${name} - interval '1 hour'`);
  const environment = { ...process.env, DATA_DIR: process.env.STYLIPP_DATA_DIR };
  const psql = promisify(execFile)(`${ROOT}.venv/bin/python`, ["scripts/psql.py"], { cwd: ROOT, env: environment });
  psql.child.stdin.end(`UPDATE sessions SET ${columns} WHERE user_id = '${id}';`);
  const { stdout } = await psql;
  assert.match(stdout, /UPDATE [1-9]/);
}
