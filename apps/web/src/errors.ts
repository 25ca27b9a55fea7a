import type { ErrorCode } from "@stylipp/api-client";
import type { Problem } from "./api.ts";
import { t } from "./texts/index.ts";

/**
 * Every error code that the API documents, and the client's own. A code that a new release of the API
 * adds is a compile error in `texts/` until there are words for it.
 */
export type Code = ErrorCode;

/** What to say about a problem: our own words, or those of the API for a code that is newer than we. */
export function wordsFor(problem: Problem): string {
  const words: Partial<Record<string, string>> = t.errors;
  return words[problem.code] ?? problem.detail;
}
