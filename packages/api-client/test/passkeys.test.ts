// The types of passkeys. Nothing here is executed.
import { createStylipp, outcome, type Problem, type Schemas } from "../src/index.js";
import {
  askPasskey,
  passkeyAutofill,
  registerPasskey,
  signInWithPasskey,
  syncPasskeys,
} from "../src/passkeys.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(_proof?: T): void => {};

const api = createStylipp({ baseUrl: "" });

export async function signIn(): Promise<string> {
  const { data, problem } = await signInWithPasskey(api);
  if (data) return data.account_id;
  switch (problem.code) {
    case "passkey_canceled":
    case "passkey_unknown":
    case "too_many_attempts":
    case "offline":
      return problem.detail;
    // @ts-expect-error no login with a passkey ends with this code
    case "email_taken":
      return "";
    default:
      return problem.requestId ?? "";
  }
}

export const stop: () => void = passkeyAutofill(api, ({ data, problem }) => {
  is<Equal<typeof data, Schemas["TokenResponse"] | undefined>>();
  if (problem?.code === "passkey_invalid") stop();
});

export async function add(purpose: Schemas["PasskeyPurpose"], name?: string): Promise<string> {
  const { data, problem } = await registerPasskey(api, { purpose, name });
  if (problem?.code === "reauthentication_required") return "";
  // @ts-expect-error no passkey is added like this
  await registerPasskey(api, { purpose: "second_step" });
  await syncPasskeys(api);
  return data?.name ?? problem!.detail;
}

/** The second step of a login: what the browser refuses is a problem of the call. */
export async function verify(
  options: Schemas["PasskeyRequestOptions"],
  signal?: AbortSignal,
): Promise<Problem | undefined> {
  const { problem } = await outcome(
    askPasskey(options, signal).then((credential) => api.POST("/v1/auth/mfa/verify", { body: { credential } })),
  );
  if (problem?.code === "passkey_canceled" || problem?.code === "mfa_expired") return undefined;
  return problem;
}
