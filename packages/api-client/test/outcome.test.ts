// The types of what calls end with. Nothing here is executed.
import {
  createStylipp,
  outcome,
  type ClientCode,
  type ErrorCode,
  type Problem,
  type Schemas,
  type SessionEvent,
  type SessionState,
} from "../src/index.js";
import { useSession } from "../src/react.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(_proof?: T): void => {};

const api = createStylipp({ baseUrl: "" });

is<Equal<Schemas["BaseResponse"]["message"], string>>();
type FromPasskeys = "passkey_exists" | "passkey_canceled" | "passkey_unsupported";
is<
  Equal<ClientCode, "offline" | "timeout" | "internal_error" | "session_changed" | FromPasskeys>
>();

export async function logIn(body: Schemas["UserLogin"]): Promise<string> {
  const call = api.POST("/v1/auth/login", { body, timeoutMs: 60_000 });
  type Code = NonNullable<Awaited<typeof call>["error"]>["code"];
  const { data, problem } = await outcome(call);
  if (data) {
    is<Equal<typeof data, Schemas["TokenResponse"]>>();
    return data.account_id;
  }
  is<Equal<typeof problem, Problem<Code>>>();
  is<Equal<typeof problem.code, Code | ClientCode>>();
  is<Equal<typeof problem.problems, readonly { path: string; message: string; code: string }[] | null>>();
  is<Equal<typeof problem.seconds, number | undefined>>();
  switch (problem.code) {
    case "invalid_credentials":
    case "offline":
    case "timeout":
    case "session_changed":
      return problem.detail;
    // @ts-expect-error a login never ends with this code
    case "email_taken":
      return "";
    default:
      return problem.requestId ?? "";
  }
}

/** The texts of an app, which lack some: the error is that they are missing. */
// @ts-expect-error every code has a text
export const texts: Record<ErrorCode, string> = { offline: "", email_taken: "" };
const known: ErrorCode[] = ["email_taken", "offline", "session_expired", "insufficient_scope"];
// @ts-expect-error no such code
known.push("no_such_code");

export function useTitle(): string {
  const session = useSession(api);
  is<Equal<typeof session, { state: SessionState; accountId: string | undefined }>>();
  return session.accountId ?? session.state;
}

export function listen(reload: () => void): () => void {
  return api.session.subscribe((event) => {
    is<Equal<typeof event, SessionEvent>>();
    if (event !== "state") reload();
  });
}
