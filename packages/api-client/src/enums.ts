// Generated from openapi.json by `make contracts`; do not edit.

/** The values of `Role`. */
export const roleValues = ["user", "admin"] as const;
