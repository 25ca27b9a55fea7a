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
  if (problem.code === "file_empty") return photoTexts.noBytes;
  if (problem.code === "payload_too_large") return photoTexts.tooLarge;
  if (problem.code === "request_timeout") return photoTexts.tooSlow;
  return photoTexts.errors[problem.code as PhotoCode] ?? wordsFor(problem);
}

/** What stands for a picture: its day, as it is shown, and the two colors with the largest shares. */
export function altOf({ created_at, palette }: Schemas["PhotoResponse"]): string {
  const names = new Set(palette.map(({ name }) => photoTexts.color(name)));
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(created_at));
  return photoTexts.alt(day, list.format([...names].slice(0, 2)));
}

/** What may be wrong with it. What is newer than we is said as the API says it. */
export function wordsForQuality({ issues }: Schemas["PhotoQuality"]): string {
  const words = issues.map((issue) => photoTexts.issues[issue] ?? issue.replaceAll("_", " ")).join(", ");
  return words === "" ? photoTexts.fine : words.charAt(0).toUpperCase() + words.slice(1);
}
