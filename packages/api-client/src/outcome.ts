/** Everything that a call can end with, as values that a page can show. */
import type { operations } from "./schema.js";

/** Codes that come from the client: the API does not document them for each operation. */
export type ClientCode =
  | "offline"
  | "timeout"
  | "internal_error"
  | "session_changed"
  | "passkey_exists"
  | "passkey_canceled"
  | "passkey_unsupported";

type CodesIn<Content> = Content extends { "application/json": { code: infer Code; detail: string } }
  ? Code
  : never;

type CodesOf<Responses> = {
  [Status in keyof Responses]: Responses[Status] extends { content: infer Content }
    ? CodesIn<Content>
    : never;
}[keyof Responses];

/** The codes that operations document. */
export type CodeOf<Names extends keyof operations> = {
  [Name in Names]: CodesOf<operations[Name]["responses"]>;
}[Names];

/** Every code that some call can end with, for example as the keys of the texts of an app. */
export type ErrorCode = ClientCode | CodeOf<keyof operations>;

export interface Problem<Code extends string = string> {
  code: Code | ClientCode;
  /** A sentence in English. */
  detail: string;
  problems: readonly { path: string; message: string; code: string }[] | null;
  /** How many seconds to wait before the next attempt, if the API has said so. */
  seconds: number | undefined;
  /** HTTP status of the response; undefined without one. */
  status: number | undefined;
  /** Under which the server's log has the call, if it was answered. */
  requestId: string | undefined;
}

export type Outcome<Data, Code extends string = string> =
  | { data: Data; problem?: undefined }
  | { data?: undefined; problem: Problem<Code> };

interface ApiError<Code extends string> {
  code: Code;
  detail: string;
  problems?: Problem["problems"];
}

/**
 * Resolve to the data of a call or to what went wrong, also if there was no response. Rejects only if
 * the caller has aborted the call.
 */
export async function outcome<Data, Code extends string>(
  call: Promise<{ data?: Data; error?: ApiError<Code>; response: Response }>,
): Promise<Outcome<Data, Code>> {
  try {
    const { data, error, response } = await call;
    if (error === undefined) return { data: data as Data };
    const { code, detail, problems = null } = error;
    const requestId = response.headers.get("X-Request-ID") ?? undefined;
    const { status } = response;
    return { problem: { code, detail, problems, status, seconds: secondsToWait(response), requestId } };
  } catch (error) {
    const { name, problem } = error as { name?: unknown; problem?: Problem<Code> };
    if (problem) return { problem }; // of a passkey that the call needed
    // `fetch` rejects with a TypeError and nothing else, unless the call is aborted.
    if (name === "TypeError") return failed("offline", "The server cannot be reached. Try again.");
    if (name === "TimeoutError") return failed("timeout", "The server took too long. Try again.");
    throw error;
  }
}

export function failed(code: ClientCode, detail: string): { problem: Problem<never> } {
  const unknown = { status: undefined, seconds: undefined, requestId: undefined };
  return { problem: { code, detail, problems: null, ...unknown } };
}

/** How long a response asks to wait, from its `Retry-After`; undefined if it does not. */
export function secondsToWait(response: Response): number | undefined {
  const value = response.headers.get("Retry-After") ?? "";
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = Math.ceil((Date.parse(value) - Date.now()) / 1000); // a proxy may send a date
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
