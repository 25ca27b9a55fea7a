import { en } from "./en.ts";

export type Texts = typeof en;

/** All texts of the app, in the visitor's language once `loadTexts` has resolved. */
export let t: Texts = en;

/** The language that all texts, dates and plurals are in. */
export let language = "en";

/** Load the first of the visitor's languages that the app has. */
export async function loadTexts(wanted: readonly string[]): Promise<void> {
  const tags = wanted.map((tag) => tag.slice(0, 2).toLowerCase());
  language = tags.find((tag) => tag === "en" || tag === "de") ?? "en";
  if (language === "de") t = (await import("./de.ts")).de;
  document.documentElement.lang = language;
}
