/** Passkeys: the browser's dialogs between options and answers of the API, and its Signal API. */
import type { Stylipp } from "./client.js";
import { assertionOf, attestationOf, creationOf, requestOf, type Assertion } from "./credentials.js";
import { failed, outcome, type CodeOf, type Outcome } from "./outcome.js";
import type { components } from "./schema.js";

type Schemas = components["schemas"];
type Options = Schemas["PasskeyRequestOptions"];
type LoginCode = CodeOf<"start_passkey_login" | "log_in_with_passkey">;
export type PasskeyLoginOutcome = Outcome<Schemas["TokenResponse"], LoginCode>;
type AddCode = CodeOf<"start_passkey" | "add_passkey">;
export type PasskeyAddOutcome = Outcome<Schemas["PasskeyResponse"], AddCode>;

/** How long the autofill pauses after a failure, so that it does not fail in a loop. */
const PAUSE_SECONDS = 5;

/** Shared by the tabs that add a passkey: a list that is read meanwhile may lack it. */
const LOCK = "stylipp-passkeys";

/** Of the ceremony that is running, or the last one. A browser runs one at a time: the next aborts it. */
let running: AbortController | undefined;

/** Settles when the ceremony that a person has asked for is over. */
let dialog: Promise<unknown> = Promise.resolve();

/** Of the autofill, while it is offered. */
let autofill: AbortController | undefined;

/** Whether this site can have passkeys in this browser: they belong to a domain, not to an IP address. */
export function hasPasskeys(): boolean {
  return globalThis.PublicKeyCredential !== undefined && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Log in with a passkey that is chosen in a dialog of the browser. The autofill pauses meanwhile. */
export function signInWithPasskey(api: Stylipp): Promise<PasskeyLoginOutcome> {
  return inDialog(logIn(api, get));
}

/**
 * Offer passkeys in the autofill of an `<input autocomplete="username webauthn">` until one has logged in,
 * or the returned function is called. `onOutcome` is called after each login with a chosen passkey.
 */
export function passkeyAutofill(
  api: Stylipp,
  onOutcome: (outcome: PasskeyLoginOutcome) => void,
): () => void {
  autofill?.abort();
  const own = (autofill = new AbortController());
  void offer(api, own.signal, onOutcome);
  return () => own.abort();
}

/** Create a passkey and add it to the account. */
export function registerPasskey(
  api: Stylipp,
  { purpose, name }: { purpose: Schemas["PasskeyPurpose"]; name?: string | undefined },
): Promise<PasskeyAddOutcome> {
  const add = async (): Promise<PasskeyAddOutcome> => {
    const started = await outcome(api.POST("/v1/users/me/passkeys/options", { body: { purpose } }));
    if (started.problem) return started;
    const publicKey = creationOf(started.data);
    const { data: credential, problem } = await ceremony(new AbortController(), async (signal) =>
      attestationOf(await navigator.credentials.create({ publicKey, signal })),
    );
    if (problem) return { problem };
    const body = { credential, ...(name && { name }) };
    return outcome(api.POST("/v1/users/me/passkeys", { body }));
  };
  const addLocked = async () =>
    navigator.locks ? await navigator.locks.request(LOCK, { mode: "shared" }, add) : add();
  return inDialog(addLocked());
}

/**
 * Ask for a passkey as the second step of a login, or as proof that it is the owner. It is rejected with
 * what `outcome()` returns as a problem:
 * `outcome(askPasskey(options).then((credential) => api.POST(path, { body: { credential } })))`.
 * Abort the signal when the answer is not wanted any more: it ends as `passkey_canceled` then.
 */
export async function askPasskey(options: Options, signal?: AbortSignal): Promise<Assertion> {
  const control = new AbortController();
  const abort = () => control.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  const { data, problem } = await inDialog(get(options, control));
  signal?.removeEventListener("abort", abort);
  if (problem) throw Object.assign(new Error(problem.detail), { problem });
  return data;
}

/**
 * Have the browser drop the passkeys that the account no longer has, and show the address that it has now.
 * Call it after a passkey was added, renamed or removed, and after a change of address.
 */
export async function syncPasskeys(api: Stylipp): Promise<void> {
  if (!hasPasskeys() || !("signalAllAcceptedCredentials" in PublicKeyCredential)) return;
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return; // whoever adds a passkey calls this later
    // A passkey that is not in this list is deleted for good. So it is never an old one.
    const [security, me] = await Promise.all([
      outcome(api.GET("/v1/users/me/security", { cache: "no-store" })),
      outcome(api.GET("/v1/users/me", { cache: "no-store" })),
    ]);
    if (!security.data || !me.data) return;
    const { rp_id: rpId, user_handle: userId, passkeys } = security.data;
    const { email: name } = me.data;
    const allAcceptedCredentialIds = passkeys.map(({ credential_id }) => credential_id);
    await tell("signalAllAcceptedCredentials", { rpId, userId, allAcceptedCredentialIds });
    await tell("signalCurrentUserDetails", { rpId, userId, name, displayName: name });
  });
}

/** Log in with the passkey that is chosen for the options. */
async function logIn(
  api: Stylipp,
  choose: (options: Options) => Promise<Outcome<Assertion, never>>,
): Promise<PasskeyLoginOutcome> {
  const started = await outcome(api.POST("/v1/auth/passkey/options"));
  if (started.problem) return started;
  const { data: credential, problem } = await choose(started.data);
  if (problem) return { problem };
  const result = await outcome(api.POST("/v1/auth/passkey/login", { body: { credential } }));
  if (result.data) autofill?.abort();
  if (result.problem?.code === "passkey_unknown") {
    const { rp_id: rpId } = started.data.public_key;
    await tell("signalUnknownCredential", { rpId, credentialId: credential.id });
  }
  return result;
}

async function offer(
  api: Stylipp,
  stop: AbortSignal,
  onOutcome: (outcome: PasskeyLoginOutcome) => void,
): Promise<void> {
  if (!hasPasskeys() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  while (!stop.aborted) {
    const control = new AbortController();
    stop.onabort = () => control.abort();
    let isChosen = false;
    const result = await logIn(api, async (options) => {
      // The browser waits as long as the page is open, but a challenge expires. The clock decides, because
      // timers stand still while a computer sleeps.
      const end = Date.now() + options.expires_in * 750;
      const timer = setInterval(() => Date.now() >= end && control.abort(), options.expires_in * 10);
      await dialog;
      const chosen = await get(options, control, "conditional");
      clearInterval(timer);
      isChosen = chosen.data !== undefined;
      return chosen;
    });
    if (isChosen) onOutcome(result);
    const { problem } = result;
    if (problem?.code === "passkey_unsupported") return;
    const pause = (problem?.seconds ?? PAUSE_SECONDS) * 1000;
    if (problem && !control.signal.aborted) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function get(
  options: Options,
  control = new AbortController(),
  mediation: CredentialMediationRequirement = "optional",
): Promise<Outcome<Assertion, never>> {
  const publicKey = requestOf(options);
  return ceremony(control, async (signal) =>
    assertionOf(await navigator.credentials.get({ publicKey, mediation, signal })),
  );
}

/** Run a ceremony instead of the one before, unless it has been aborted already. */
async function ceremony<T>(
  control: AbortController,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T, never>> {
  const canceled = failed("passkey_canceled", "No passkey was used. Try again.");
  if (control.signal.aborted) return canceled;
  running?.abort();
  running = control;
  try {
    return { data: await run(control.signal) };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "InvalidStateError") return failed("passkey_exists", "It is in the account already.");
    // Also after the timeout, and when the person was not verified: browsers do not tell which.
    if (name === "NotAllowedError" || name === "AbortError") return canceled;
    return failed("passkey_unsupported", `This browser cannot do it: ${message}`);
  }
}

function inDialog<T>(work: Promise<T>): Promise<T> {
  dialog = work.catch(() => {});
  return work;
}

/** Send a signal to what keeps the passkeys, where the browser can. Nothing depends on it. */
async function tell(name: string, about: object): Promise<void> {
  const signals = PublicKeyCredential as unknown as Record<string, (about: object) => Promise<void>>;
  await signals[name]?.(about).catch(() => {});
}
