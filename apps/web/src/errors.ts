import type { ErrorCode } from "@stylipp/api-client";
import type { Problem } from "./api.ts";
import { t } from "./texts/index.ts";

/** These mean the same to a person as `session_expired`. */
const SESSION_OVER = [
  "not_authenticated", "token_expired", "token_invalid",
  "refresh_token_invalid", "refresh_token_missing", "refresh_token_reused",
] as const satisfies ErrorCode[];

/**
 * Every error code that the API documents, and the client's own. A code that a new release of the API
 * adds is a compile error in `texts/` until there are words for it.
 */
export type Code = Exclude<ErrorCode, (typeof SESSION_OVER)[number] | PhotoCode>;

/** Only the page of photos has words for these. */
export type PhotoCode = Extract<
  ErrorCode, `photo_${string}` | "link_invalid" | "precondition_failed" | "range_not_satisfiable" | "storage_unavailable"
>;

/** What to say about a problem: our own words, or those of the API for a code that is newer than we. */
export function wordsFor({ code, detail, status = 0 }: Problem): string {
  const words: Partial<Record<string, string>> = t.errors;
  return words[SESSION_OVER.some((over) => over === code) ? "session_expired" : code] ?? (status < 500 ? detail : t.errors.internal_error);
}
