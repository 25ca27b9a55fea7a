// Passkeys in a browser and with an API that answer as told.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createStylipp, outcome } from "../dist/index.js";
import {
  askPasskey,
  hasPasskeys,
  passkeyAutofill,
  registerPasskey,
  signInWithPasskey,
  syncPasskeys,
} from "../dist/passkeys.js";

const OPTIONS = "/v1/auth/passkey/options";
const LOGIN = "/v1/auth/passkey/login";
const NEW = "/v1/users/me/passkeys/options";
const ADD = "/v1/users/me/passkeys";
const SECURITY = "/v1/users/me/security";
const ME = "/v1/users/me";

const bytes = (...values) => new Uint8Array(values).buffer;
const refusal = (code, status = 401) => () => Response.json({ code, detail: "" }, { status });
const json = (value) => () => Response.json(value);
const stopped = (name) => Promise.reject(new DOMException("It was refused.", name));

/** Bytes whose base64url has both of its own letters, and no padding where base64 has some. */
const [RAW, TEXT] = [bytes(251, 255, 190, 1), "-_--AQ"];

const REQUEST = {
  public_key: {
    challenge: TEXT,
    rp_id: "stylipp.com",
    timeout: 900_000,
    user_verification: "required",
    allow_credentials: [{ type: "public-key", id: TEXT, transports: ["usb"] }],
  },
  expires_in: 900,
};

const CREATION = {
  public_key: {
    rp: { id: "stylipp.com", name: "Stylipp" },
    user: { id: TEXT, name: "ada@example.com", display_name: "Ada" },
    challenge: TEXT,
    pub_key_cred_params: [{ type: "public-key", alg: -7 }],
    timeout: 900_000,
    exclude_credentials: [{ type: "public-key", id: TEXT, transports: [] }],
    authenticator_selection: {
      resident_key: "required",
      require_resident_key: true,
      user_verification: "required",
    },
    attestation: "none",
  },
  expires_in: 900,
};

/** As an extension returns it: without `toJSON()`. */
const assertion = (userHandle = RAW) => ({
  rawId: RAW,
  response: { clientDataJSON: RAW, authenticatorData: RAW, signature: RAW, userHandle },
});

/** Waits until it is aborted, as while a dialog is open. */
const waiting = ({ signal }) =>
  new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
  });

/** A browser whose dialogs end as told, and an API; what was asked of them, and what was signaled. */
function visit({ get, create, host = "stylipp.com", ...answers } = {}) {
  const [asked, sent, signals] = [[], [], []];
  const ask = (end) => (options) => (asked.push(options), end(options));
  const signal = (name) => async (about) => void signals.push([name, about]);
  globalThis.PublicKeyCredential = {
    isConditionalMediationAvailable: async () => true,
    ...Object.fromEntries(
      ["signalUnknownCredential", "signalAllAcceptedCredentials", "signalCurrentUserDetails"].map((name) => [name, signal(name)]),
    ),
  };
  const locks = { request: async (_name, _options, work) => work({}) };
  const navigator = { credentials: { get: ask(get), create: ask(create) }, locks };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  globalThis.location = new URL(`https://${host}`);
  const fetch = async (request) => {
    const { pathname } = new URL(request.url);
    sent.push([pathname, await request.text()]);
    return answers[pathname](request);
  };
  const api = createStylipp({ baseUrl: "https://api.test", fetch });
  return { api, asked, sent, signals, answers, paths: () => sent.map(([path]) => path) };
}

/** End the dialog that is open, which the next one replaces. */
async function endDialog() {
  globalThis.navigator.credentials.get = () => stopped("NotAllowedError");
  await askPasskey(REQUEST).catch(() => {});
}

const LOGGED_IN = json({ access_token: "t", account_id: "ada" });
const turn = async () => {
  for (let step = 0; step < 20; step += 1) await new Promise(setImmediate);
};

test("a passkey logs in: with the names of browsers, and bytes as base64url", async () => {
  const { api, asked, sent } = visit({ get: async () => assertion(), [OPTIONS]: json(REQUEST), [LOGIN]: LOGGED_IN });
  const { data } = await signInWithPasskey(api);
  assert.equal(data.account_id, "ada");
  assert.equal(api.session.state, "open");
  const [{ publicKey, mediation }] = asked;
  assert.equal(mediation, "optional");
  assert.deepEqual(publicKey, {
    challenge: new Uint8Array(RAW),
    rpId: "stylipp.com",
    timeout: 900_000,
    userVerification: "required",
    allowCredentials: [{ type: "public-key", id: new Uint8Array(RAW), transports: ["usb"] }],
  });
  const response = { clientDataJSON: TEXT, authenticatorData: TEXT, signature: TEXT, userHandle: TEXT };
  assert.deepEqual(JSON.parse(sent[1][1]), { credential: { id: TEXT, rawId: TEXT, type: "public-key", response } });
});

test("no user handle, as of a security key, is null", async () => {
  for (const handle of [null, bytes()]) {
    visit({ get: async () => assertion(handle) });
    assert.equal((await askPasskey(REQUEST)).response.userHandle, null);
  }
});

test("a new passkey is added: with the names of browsers, and bytes as base64url", async () => {
  for (const [getTransports, transports] of [[() => ["usb"], ["usb"]], [undefined, []]]) {
    const response = { clientDataJSON: RAW, attestationObject: RAW, getTransports };
    const { api, asked, sent } = visit({
      create: async () => ({ rawId: RAW, response }),
      [NEW]: json(CREATION),
      [ADD]: json({ id: "1" }),
    });
    assert.deepEqual(await registerPasskey(api, { purpose: "sign_in", name: "Key" }), { data: { id: "1" } });
    assert.deepEqual(asked[0].publicKey, {
      rp: { id: "stylipp.com", name: "Stylipp" },
      user: { id: new Uint8Array(RAW), name: "ada@example.com", displayName: "Ada" },
      challenge: new Uint8Array(RAW),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      timeout: 900_000,
      excludeCredentials: [{ type: "public-key", id: new Uint8Array(RAW), transports: [] }],
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
    });
    assert.deepEqual(sent.map(([path, body]) => [path, JSON.parse(body)]), [
      [NEW, { purpose: "sign_in" }],
      [ADD, {
        credential: {
          id: TEXT,
          rawId: TEXT,
          type: "public-key",
          response: { clientDataJSON: TEXT, attestationObject: TEXT, transports },
        },
        name: "Key",
      }],
    ]);
  }
});

test("each refusal of the browser is a problem with its code, and nothing is sent after it", async () => {
  const codes = {
    InvalidStateError: "passkey_exists",
    NotAllowedError: "passkey_canceled",
    AbortError: "passkey_canceled",
    SecurityError: "passkey_unsupported",
  };
  for (const [name, code] of Object.entries(codes)) {
    const refuse = () => stopped(name);
    const { api, paths } = visit({ get: refuse, create: refuse, [OPTIONS]: json(REQUEST), [NEW]: json(CREATION) });
    const ends = [
      await registerPasskey(api, { purpose: "second_factor" }),
      await signInWithPasskey(api),
      await outcome(askPasskey(REQUEST).then(() => assert.fail())),
    ];
    assert.deepEqual(ends.map(({ problem }) => problem.code), [code, code, code]);
    assert.deepEqual(ends.map(({ problem }) => problem.problems), [null, null, null]);
    assert.deepEqual(paths(), [NEW, OPTIONS]);
  }
  visit();
  globalThis.navigator.credentials = undefined; // an insecure context
  await assert.rejects(askPasskey(REQUEST), ({ problem }) => problem.code === "passkey_unsupported");
});

test("the refusals of the API are problems", async () => {
  const { api, asked, answers } = visit({ get: async () => assertion(), [OPTIONS]: refusal("origin_not_allowed", 403) });
  assert.equal((await signInWithPasskey(api)).problem.code, "origin_not_allowed");
  answers[NEW] = refusal("reauthentication_required", 403);
  assert.equal((await registerPasskey(api, { purpose: "sign_in" })).problem.code, "reauthentication_required");
  assert.deepEqual(asked, []);
});

test("a passkey that the API does not know is signaled, and no other", async () => {
  for (const code of ["passkey_unknown", "passkey_invalid"]) {
    const { api, signals } = visit({ get: async () => assertion(), [OPTIONS]: json(REQUEST), [LOGIN]: refusal(code) });
    assert.equal((await signInWithPasskey(api)).problem.code, code);
    const about = { rpId: "stylipp.com", credentialId: TEXT };
    assert.deepEqual(signals, code === "passkey_unknown" ? [["signalUnknownCredential", about]] : []);
  }
});

test("passkeys belong to domains", () => {
  for (const [host, isOne] of [["stylipp.com", true], ["localhost", true], ["127.0.0.1", false], ["[::1]", false]]) {
    visit({ host });
    assert.equal(hasPasskeys(), isOne, host);
  }
  globalThis.location = new URL("https://stylipp.com");
  delete globalThis.PublicKeyCredential;
  assert.equal(hasPasskeys(), false);
});

test("the autofill asks anew at 3/4 of the life of its challenge, and aborts the old request", async () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { api, asked, paths } = visit({ get: waiting, [OPTIONS]: json(REQUEST) });
  const stop = passkeyAutofill(api, () => assert.fail());
  await turn();
  mock.timers.tick(674_999);
  await turn();
  assert.deepEqual([paths().length, asked.length, asked[0].signal.aborted], [1, 1, false]);
  assert.equal(asked[0].mediation, "conditional");
  mock.timers.tick(9_000);
  await turn();
  assert.deepEqual([paths().length, asked.length], [2, 2]);
  assert.deepEqual(asked.map(({ signal }) => signal.aborted), [true, false]);
  mock.timers.setTime(Date.now() + 3_600_000); // a computer that has slept: few ticks, much time
  mock.timers.tick(9_000);
  await turn();
  assert.deepEqual(asked.map(({ signal }) => signal.aborted), [true, true, false]);
  stop();
  await turn();
  assert.equal(asked[2].signal.aborted, true);
  mock.timers.tick(900_000);
  await turn();
  assert.deepEqual([paths().length, asked.length], [3, 3]);
  mock.timers.reset();
});

test("a stop before anything was asked asks nothing", async () => {
  const { api, asked, sent } = visit({ get: waiting, [OPTIONS]: json(REQUEST) });
  passkeyAutofill(api, () => assert.fail())();
  await turn();
  assert.deepEqual(sent, []);
  const stop = passkeyAutofill(api, () => assert.fail());
  while (sent.length === 0) await null;
  const signingIn = signInWithPasskey(api);
  stop();
  await turn();
  assert.equal(asked.at(-1).signal.aborted, false); // the dialog stays
  await endDialog();
  assert.equal((await signingIn).problem.code, "passkey_canceled");
});

test("the button takes the place of the autofill, which comes back if the person turns away", async () => {
  let cancel;
  const get = (options) =>
    options.mediation === "conditional"
      ? waiting(options)
      : new Promise((_, reject) => (cancel = () => reject(new DOMException("", "NotAllowedError"))));
  const { api, asked } = visit({ get, [OPTIONS]: json(REQUEST) });
  const stop = passkeyAutofill(api, () => assert.fail());
  await turn();
  const signingIn = signInWithPasskey(api);
  await turn();
  assert.deepEqual(asked.map(({ mediation, signal }) => [mediation, signal.aborted]), [["conditional", true], ["optional", false]]);
  cancel();
  assert.equal((await signingIn).problem.code, "passkey_canceled");
  await turn();
  assert.deepEqual(asked.map(({ mediation, signal }) => [mediation, signal.aborted]).at(-1), ["conditional", false]);
  stop();
});

test("a second dialog takes the place of the first, whose call ends as canceled", async () => {
  const { api } = visit({ get: waiting, [OPTIONS]: json(REQUEST) });
  const first = signInWithPasskey(api);
  await turn();
  const second = signInWithPasskey(api);
  assert.equal((await first).problem.code, "passkey_canceled");
  await turn();
  await endDialog();
  assert.equal((await second).problem.code, "passkey_canceled");
});

test("a request that is aborted ends as canceled, and does not hold up the autofill", async () => {
  const { api, asked } = visit({ get: waiting, [OPTIONS]: json(REQUEST) });
  const left = new AbortController();
  const asking = outcome(askPasskey(REQUEST, left.signal).then(() => assert.fail()));
  await turn();
  const stop = passkeyAutofill(api, () => assert.fail());
  await turn();
  assert.deepEqual(asked.map(({ mediation }) => mediation), ["optional"]); // it waits
  left.abort();
  await turn();
  assert.equal(asked[0].signal.aborted, true);
  assert.equal((await asking).problem.code, "passkey_canceled");
  await turn();
  assert.deepEqual(asked.map(({ mediation, signal }) => [mediation, signal.aborted]), [["optional", true], ["conditional", false]]);
  stop();
  const late = await outcome(askPasskey(REQUEST, left.signal).then(() => assert.fail()));
  assert.equal(late.problem.code, "passkey_canceled");
  assert.equal(asked.length, 2); // nothing more was asked
});

test("a passkey from the autofill logs in, and the autofill ends", async () => {
  const { api, asked } = visit({ get: async () => assertion(), [OPTIONS]: json(REQUEST), [LOGIN]: LOGGED_IN });
  const ends = [];
  passkeyAutofill(api, (end) => ends.push(end));
  await turn();
  assert.deepEqual(ends.map(({ data }) => data.account_id), ["ada"]);
  assert.equal(asked.length, 1);
});

test("after a login by the button, the autofill does not come back", async () => {
  const get = (options) => (options.mediation === "conditional" ? waiting(options) : Promise.resolve(assertion()));
  const { api, asked } = visit({ get, [OPTIONS]: json(REQUEST), [LOGIN]: LOGGED_IN });
  passkeyAutofill(api, () => assert.fail());
  await turn();
  assert.equal((await signInWithPasskey(api)).data.account_id, "ada");
  await turn();
  assert.equal(asked.length, 2);
});

test("the autofill pauses after a failure, tells of failed logins only, and ends where it cannot work", async () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const ends = [];
  const { api, answers, paths, asked } = visit({ get: async () => assertion(), [OPTIONS]: refusal("service_unavailable", 503) });
  const stop = passkeyAutofill(api, ({ problem }) => ends.push(problem.code));
  await turn();
  assert.deepEqual([paths(), ends], [[OPTIONS], []]);
  Object.assign(answers, { [OPTIONS]: json(REQUEST), [LOGIN]: refusal("passkey_invalid") });
  mock.timers.tick(4_999);
  await turn();
  assert.equal(paths().length, 1);
  mock.timers.tick(1);
  await turn();
  assert.deepEqual([paths(), ends], [[OPTIONS, OPTIONS, LOGIN], ["passkey_invalid"]]);
  mock.timers.tick(5_000);
  await turn();
  assert.deepEqual(ends, ["passkey_invalid", "passkey_invalid"]);
  globalThis.navigator.credentials.get = () => stopped("SecurityError");
  for (let round = 0; round < 3; round += 1) {
    mock.timers.tick(5_000);
    await turn();
  }
  assert.deepEqual([paths().length, asked.length, ends.length], [6, 2, 2]);
  stop();
  mock.timers.reset();
});

test("the autofill waits as long as the API asks", async () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const wait = () => Response.json({ code: "too_many_attempts", detail: "" }, { status: 429, headers: { "Retry-After": "40" } });
  const { api, paths } = visit({ get: async () => assertion(), [OPTIONS]: json(REQUEST), [LOGIN]: wait });
  const stop = passkeyAutofill(api, () => {});
  await turn();
  mock.timers.tick(39_999);
  await turn();
  assert.deepEqual(paths(), [OPTIONS, LOGIN]);
  mock.timers.tick(1);
  await turn();
  assert.deepEqual(paths(), [OPTIONS, LOGIN, OPTIONS, LOGIN]);
  stop();
  mock.timers.reset();
});

test("a page has one autofill, that of the last call", async () => {
  const { api, asked } = visit({ get: waiting, [OPTIONS]: json(REQUEST) });
  passkeyAutofill(api, () => assert.fail());
  await turn();
  const stop = passkeyAutofill(api, () => assert.fail());
  for (let round = 0; round < 5; round += 1) await turn();
  assert.deepEqual(asked.map(({ signal }) => signal.aborted), [true, false]);
  stop();
});

test("no autofill is offered where the browser has none", async () => {
  const { api, sent } = visit({ get: waiting, [OPTIONS]: json(REQUEST) });
  globalThis.PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  passkeyAutofill(api, () => assert.fail());
  delete globalThis.PublicKeyCredential.isConditionalMediationAvailable;
  passkeyAutofill(api, () => assert.fail());
  await turn();
  assert.deepEqual(sent, []);
});

test("the browser is told which passkeys there are, and whose, from new answers only", async () => {
  const state = { has_password: true, rp_id: "stylipp.com", user_handle: "QQ", passkeys: [{ credential_id: TEXT }] };
  const caches = [];
  const seen = (answer) => (request) => (caches.push(request.cache), answer());
  const { api, signals, answers } = visit({ [SECURITY]: seen(json(state)), [ME]: seen(json({ id: "1", email: "ada@example.com" })) });
  await syncPasskeys(api);
  const about = { rpId: "stylipp.com", userId: "QQ" };
  assert.deepEqual(signals.splice(0), [
    ["signalAllAcceptedCredentials", { ...about, allAcceptedCredentialIds: [TEXT] }],
    ["signalCurrentUserDetails", { ...about, name: "ada@example.com", displayName: "ada@example.com" }],
  ]);
  assert.deepEqual(caches, ["no-store", "no-store"]);
  for (const path of [SECURITY, ME]) {
    const answer = answers[path];
    for (const failure of [refusal("service_unavailable", 503), () => Promise.reject(new TypeError("fetch failed"))]) {
      answers[path] = failure;
      await syncPasskeys(api);
    }
    answers[path] = answer;
  }
  globalThis.navigator.locks.request = async (_name, _options, work) => work(null); // a passkey is being added
  await syncPasskeys(api);
  assert.deepEqual(signals, []);
});
