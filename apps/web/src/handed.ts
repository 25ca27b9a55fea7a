/** What a navigation hands to the next page, in `history.state`. Never a password or code. */
export interface Handed {
  /** Entries of a form, by the names of the fields. */
  entries?: Record<string, string> | undefined;
  /** The account that made them, where only this account may get them back. */
  account?: string | undefined;
  /** The address that a code to log in was mailed to. */
  sentTo?: string | undefined;
  /** What the login page says at first. */
  news?: "ended" | "gone" | "passwordReset" | "mfaExpired" | undefined;
  /** A login by e-mail or with a provider has led here, which may have changed the account. */
  hasLoggedIn?: boolean | undefined;
  /** A proof with a provider, which the page was left for: `other` if it was another account there. */
  proof?: "given" | "other" | undefined;
  /** The page about security was reached because the administration needs two-step login. */
  isForAdministration?: boolean | undefined;
}

export const handed = (): Handed => (history.state as Handed | null) ?? {};

/** Change what was handed to this page, as something is used once only. */
export const hand = (changes: Handed) => history.replaceState({ ...handed(), ...changes }, "");
