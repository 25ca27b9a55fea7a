/** What a navigation hands to the next page, in `history.state`. Never a password. */
export interface Handed {
  /** Entries of a form, by the names of the fields. */
  entries?: Record<string, string>;
  /** A reset password is to be used. */
  isPasswordReset?: boolean;
  /** The account was just deleted. */
  isGone?: boolean;
}

export const handed = (): Handed => (history.state as Handed | null) ?? {};
