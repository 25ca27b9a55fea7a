import { language } from "./index.ts";
import { de } from "./proof.de.ts";
import { en } from "./proof.en.ts";

/** The texts of the second step, of the dialog and of the page after a provider, loaded with these. */
export const proof: typeof en = language === "de" ? de : en;
