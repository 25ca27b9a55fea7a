// Generated from openapi.json by `make contracts`; do not edit.

/** The values of `Locale`. */
export const localeValues = ["en", "de"] as const;

/** The values of `MfaMethod`. */
export const mfaMethodValues = ["totp", "passkey", "recovery_code"] as const;

/** The values of `PasskeyPurpose`. */
export const passkeyPurposeValues = ["sign_in", "second_factor"] as const;

/** The values of `PhotoIssue`. */
export const photoIssueValues = ["too_dark", "blurred", "too_small"] as const;

/** The values of `Role`. */
export const roleValues = ["user", "admin"] as const;
