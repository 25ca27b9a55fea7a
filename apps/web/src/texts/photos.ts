import type { Problem, Schemas } from "../api.ts";
import { wordsFor, type PhotoCode } from "../errors.ts";
import { language } from "./index.ts";
import { de } from "./photos.de.ts";
import { en } from "./photos.en.ts";

export type PhotoTexts = typeof en;

/** The texts of the page of photos, loaded with it. */
export const photoTexts: PhotoTexts = language === "de" ? de : en;

/** What an upload has ended with. */
export function wordsForUpload(problem: Problem): string {
  if (problem.code === "payload_too_large") return photoTexts.tooLarge;
  if (problem.code === "request_timeout") return photoTexts.tooSlow;
  return photoTexts.errors[problem.code as PhotoCode] ?? wordsFor(problem);
}

/** Day and month, as in 3 November, and the year if it is another one. */
function dayOf(at: string): string {
  const date = new Date(at);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  const format = { day: "numeric", month: "long", ...(!isThisYear && { year: "numeric" as const }) } as const;
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, format).format(date);
}

/** What stands for a picture: its day, and the two colors with the largest shares. */
export function altOf({ created_at, palette }: Schemas["PhotoResponse"]): string {
  const names = new Set(palette.map(({ name }) => photoTexts.color(name)));
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  return photoTexts.alt(dayOf(created_at), list.format([...names].slice(0, 2)));
}

/** What may be wrong with it. What is newer than we is said as the API says it. */
export function wordsForQuality({ issues }: Schemas["PhotoQuality"]): string {
  const words = issues.map((issue) => photoTexts.issues[issue] ?? issue.replaceAll("_", " ")).join(", ");
  return words === "" ? photoTexts.fine : words.charAt(0).toUpperCase() + words.slice(1);
}
