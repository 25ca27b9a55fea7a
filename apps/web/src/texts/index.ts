import { en } from "./en.ts";

export type Texts = typeof en;

const LANGUAGES: Record<string, () => Promise<Texts>> = {
  en: async () => en,
  de: async () => (await import("./de.ts")).de,
};

/** All texts of the app, in the visitor's language once `loadTexts` has resolved. */
export let t: Texts = en;

/** The language that all texts, dates and plurals are in. */
export let language = "en";

/** Load the first of the visitor's languages that the app has. */
export async function loadTexts(wanted: readonly string[]): Promise<void> {
  const found = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => LANGUAGES[tag]);
  t = (await LANGUAGES[found ?? "en"]?.()) ?? en;
  language = found ?? "en";
  document.documentElement.lang = language;
}

/** As in 12.3 kB. */
export const fileSize = (bytes: number): string =>
  new Intl.NumberFormat(language, { style: "unit", unit: "kilobyte", maximumFractionDigits: 1 }).format(bytes / 1_000);
