import { language } from "./index.ts";
import { de } from "./inside.de.ts";
import { en } from "./inside.en.ts";

export type Inside = typeof en;

/** The texts of the pages behind the login, loaded with these. */
export const inside = language === "de" ? de : en;

/** What to call an event. Its type, if that is newer than we. */
export function wordsForEvent(type: string): string {
  const words: Partial<Record<string, string>> = inside.events;
  return words[type] ?? type;
}

/** How a login was proven, such as by `password+totp`. */
export function wordsForMethod(method: string | null): string | null {
  const words: Partial<Record<string, string>> = inside.methods;
  return method && new Intl.ListFormat(language, { type: "unit" }).format(method.split("+").map((one) => words[one] ?? one));
}
