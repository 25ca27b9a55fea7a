// @ts-nocheck until the document has the paths

/** Passkeys: the browser's dialogs between options and answers of the API, and its Signal API. */
import type { Stylipp } from "./client.js";
import { failed, outcome, type Outcome, type Problem } from "./outcome.js";
import type { components } from "./schema.js";

type Schemas = components["schemas"];
type RequestOptions = Schemas["PasskeyRequestOptions"];
type CreationOptions = Schemas["PasskeyCreationOptions"];
type Assertion = Schemas["AssertionCredential"];
type Attestation = Schemas["AttestationCredential"];
export type PasskeySignIn = Outcome<Schemas["TokenResponse"]>;

/** How long the autofill pauses after a failure, so that it cannot fail in a loop. */
const PAUSE_SECONDS = 5;

/** Held while a passkey is added: a list that was read meanwhile may lack it, and must not be signaled. */
const LOCK = "stylipp-passkeys";

/** What `askPasskey()` is rejected with. `outcome()` returns its problem. */
export class PasskeyError extends Error {
  readonly problem: Problem<never>;
  constructor(problem: Problem<never>) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The ceremony that is under way, or the last one. A browser has one at a time, so the next aborts it. */
let current: AbortController | undefined;

/** Settles when the dialog that was asked for last is over. */
let dialog: Promise<unknown> = Promise.resolve();

/** The autofill of the page. */
let autofill: AbortController | undefined;

/** Whether the browser can have passkeys for this site: they belong to a domain, never to an address. */
export function hasPasskeys(): boolean {
  return globalThis.PublicKeyCredential !== undefined && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Log in with a passkey that is chosen in a dialog. The autofill pauses meanwhile. */
export function signInWithPasskey(api: Stylipp): Promise<PasskeySignIn> {
  return inDialog(signIn(api, (options) => get(options)));
}

/**
 * Offer passkeys in the autofill of an `<input autocomplete="username webauthn">`, until one has logged
 * in or the returned function is called. `onOutcome` gets the outcome of each login with a chosen passkey.
 */
export function passkeyAutofill(api: Stylipp, onOutcome: (outcome: PasskeySignIn) => void): () => void {
  autofill?.abort();
  const own = (autofill = new AbortController());
  void offer(api, own.signal, onOutcome);
  return () => own.abort();
}

/** Create a passkey and add it to the account. */
export function registerPasskey(
  api: Stylipp,
  { purpose, name }: { purpose: Schemas["PasskeyPurpose"]; name?: string | undefined },
): Promise<Outcome<Schemas["PasskeyResponse"]>> {
  const add = async () => {
    const started = await outcome(api.POST("/v1/users/me/passkeys/options", { body: { purpose } }));
    if (started.problem) return started;
    const { data: credential, problem } = await create(started.data);
    if (problem) return { problem };
    return outcome(api.POST("/v1/users/me/passkeys", { body: { credential, ...(name && { name }) } }));
  };
  return inDialog(navigator.locks?.request(LOCK, { mode: "shared" }, add) ?? add());
}

/**
 * Ask for a passkey as the second step of a login, or to prove again who it is:
 * `outcome(askPasskey(options).then((credential) => api.POST(path, { body: { credential } })))`.
 */
export async function askPasskey(options: RequestOptions): Promise<Assertion> {
  const { data, problem } = await inDialog(get(options));
  if (problem) throw new PasskeyError(problem);
  return data;
}

/**
 * Have the browser forget the passkeys that the account no longer has, and show its present address
 * beside the others. For after a passkey was added, renamed or removed, or the address changed.
 */
export async function syncPasskeys(api: Stylipp): Promise<void> {
  if (!hasPasskeys() || !("signalAllAcceptedCredentials" in PublicKeyCredential)) return;
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return; // what is being added calls this later
    // The browser deletes what is not on this list for good, so it must be complete and new.
    const [security, me] = await Promise.all([
      outcome(api.GET("/v1/users/me/security", { cache: "no-store" })),
      outcome(api.GET("/v1/users/me", { cache: "no-store" })),
    ]);
    if (!security.data || !me.data) return;
    const { rp_id: rpId, user_handle: userId, passkeys } = security.data;
    const allAcceptedCredentialIds = passkeys.map(({ credential_id }) => credential_id);
    await signal("signalAllAcceptedCredentials", { rpId, userId, allAcceptedCredentialIds });
    const { email } = me.data;
    await signal("signalCurrentUserDetails", { rpId, userId, name: email, displayName: email });
  });
}

function inDialog<T>(work: Promise<T>): Promise<T> {
  dialog = work.catch(() => {});
  return work;
}

async function signIn(
  api: Stylipp,
  choose: (options: RequestOptions) => Promise<Outcome<Assertion, never>>,
): Promise<PasskeySignIn> {
  const started = await outcome(api.POST("/v1/auth/passkey/options"));
  if (started.problem) return started;
  const { data: credential, problem } = await choose(started.data);
  if (problem) return { problem };
  const result = await outcome(api.POST("/v1/auth/passkey/login", { body: { credential } }));
  if (result.data) autofill?.abort();
  if (result.problem?.code === "passkey_unknown") {
    const { rp_id: rpId } = started.data.public_key;
    await signal("signalUnknownCredential", { rpId, credentialId: credential.id });
  }
  return result;
}

async function offer(api: Stylipp, stop: AbortSignal, onOutcome: (outcome: PasskeySignIn) => void): Promise<void> {
  if (!hasPasskeys() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  while (!stop.aborted) {
    const control = new AbortController();
    stop.onabort = () => control.abort();
    let isChosen = false;
    const { data, problem } = await signIn(api, async (options) => {
      // The browser waits as long as the page is open, but the challenge expires. Timers stop while a
      // computer sleeps, clocks do not.
      const end = Date.now() + options.expires_in * 750;
      const timer = setInterval(() => Date.now() >= end && control.abort(), options.expires_in * 10);
      await dialog;
      const asked = await get(options, control, "conditional");
      clearInterval(timer);
      isChosen = asked.data !== undefined;
      return asked;
    });
    if (isChosen) onOutcome(data ? { data } : { problem });
    if (problem?.code === "passkey_unsupported") return;
    if (problem && !control.signal.aborted) await seconds(problem.seconds ?? PAUSE_SECONDS);
  }
}

function get(
  { public_key: options }: RequestOptions,
  control = new AbortController(),
  mediation: CredentialMediationRequirement = "optional",
): Promise<Outcome<Assertion, never>> {
  const publicKey = {
    challenge: decode(options.challenge),
    rpId: options.rp_id,
    timeout: options.timeout,
    userVerification: options.user_verification,
    allowCredentials: options.allow_credentials.map(descriptor),
  };
  return ceremony(control, async (signal) => {
    const credential = await navigator.credentials.get({ publicKey, mediation, signal });
    const { rawId, response } = credential as PublicKeyCredential;
    const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
    return {
      ...identity(rawId),
      response: {
        clientDataJSON: encode(clientDataJSON),
        authenticatorData: encode(authenticatorData),
        signature: encode(signature),
        userHandle: userHandle?.byteLength ? encode(userHandle) : null,
      },
    };
  });
}

function create({ public_key: options }: CreationOptions): Promise<Outcome<Attestation, never>> {
  const { user, authenticator_selection: selection } = options;
  const publicKey = {
    rp: options.rp,
    user: { id: decode(user.id), name: user.name, displayName: user.display_name },
    challenge: decode(options.challenge),
    pubKeyCredParams: options.pub_key_cred_params,
    timeout: options.timeout,
    excludeCredentials: options.exclude_credentials.map(descriptor),
    authenticatorSelection: {
      residentKey: selection.resident_key,
      requireResidentKey: selection.require_resident_key,
      userVerification: selection.user_verification,
    },
    attestation: options.attestation,
  };
  return ceremony(new AbortController(), async (signal) => {
    const credential = await navigator.credentials.create({ publicKey, signal });
    const { rawId, response } = credential as PublicKeyCredential;
    const { clientDataJSON, attestationObject, getTransports } = response as AuthenticatorAttestationResponse;
    return {
      ...identity(rawId),
      response: {
        clientDataJSON: encode(clientDataJSON),
        attestationObject: encode(attestationObject),
        transports: getTransports?.call(response) ?? [],
      },
    };
  });
}

/** Abort the ceremony before, and run this one. `InvalidStateError` is one of `create` only. */
async function ceremony<T>(
  control: AbortController,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T, never>> {
  if (!control.signal.aborted) {
    current?.abort();
    current = control;
  }
  try {
    return { data: await run(control.signal) };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "InvalidStateError") return failed("passkey_exists", "There is a passkey of this account already.");
    // No verification of the user ends like this, too: browsers do not tell them apart, for privacy.
    if (name === "NotAllowedError" || name === "AbortError")
      return failed("passkey_canceled", "No passkey was used. Try again.");
    return failed("passkey_unsupported", `Passkeys cannot be used here: ${message}`);
  }
}

type Descriptor = Schemas["PasskeyDescriptor"];

const descriptor = ({ type, id, transports }: Descriptor): PublicKeyCredentialDescriptor => ({
  type,
  id: decode(id),
  transports: transports as AuthenticatorTransport[],
});

const identity = (rawId: ArrayBuffer): Pick<Assertion, "id" | "rawId" | "type"> => {
  const id = encode(rawId);
  return { id, rawId: id, type: "public-key" };
};

/** Tell whatever keeps the passkeys. Newer browsers know this, and nothing depends on it. */
async function signal(name: string, about: Record<string, unknown>): Promise<void> {
  const signals = PublicKeyCredential as unknown as Record<string, ((about: object) => Promise<void>) | undefined>;
  await signals[name]?.(about).catch(() => {});
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));

// Not `toJSON()` and `parseRequestOptionsFromJSON()`: the credentials that extensions return lack the one,
// and older browsers the other.
const encode = (bytes: ArrayBuffer): string =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const decode = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
