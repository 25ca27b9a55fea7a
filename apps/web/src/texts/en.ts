import type { Code } from "../errors.ts";

const SESSION_OVER = "Your session has ended. Log in again.";
const UNEXPECTED = "The app and the server do not understand each other. Reload the page.";
const LINK_INVALID = "This link was used before, or is too old.";

const errors: Record<Code, string> = {
  account_disabled: "This account is disabled. Write to us if you think that this is a mistake.",
  email_taken: "There is already an account with this address.",
  insufficient_scope: "Only administrators can do this.",
  internal_error: "Something went wrong on our side. Please try again.",
  invalid_credentials: "E-mail or password is wrong.",
  invalid_request: UNEXPECTED,
  last_admin: "This is the last administrator. Make another account an administrator first.",
  not_authenticated: SESSION_OVER,
  not_found: "This does not exist any more.",
  offline: "There is no connection. Your entries are kept.",
  one_time_token_invalid: LINK_INVALID,
  origin_not_allowed: "This address of the app is not one that the server allows.",
  password_common: "This password is on lists that attackers try first. Choose another one.",
  password_context: "This password contains your address or the name of this site. Choose another one.",
  password_too_long: "The password must have at most 128 characters.",
  password_too_short: "The password must have at least 8 characters.",
  payload_too_large: "This is more than the server accepts.",
  refresh_token_invalid: SESSION_OVER,
  refresh_token_missing: SESSION_OVER,
  refresh_token_reused: SESSION_OVER,
  request_timeout: "Sending took too long. Your entries are kept; please try again.",
  server_busy: "The server is busy. Your entries are kept; please try again in a moment.",
  service_unavailable: "The service is unavailable at the moment. Your entries are kept; please try again.",
  session_expired: SESSION_OVER,
  timeout: "The server does not answer. Your entries are kept; please try again.",
  token_expired: SESSION_OVER,
  token_invalid: SESSION_OVER,
  too_many_attempts: "Too many attempts.",
  unsupported_media_type: UNEXPECTED,
  validation_error: "Some entries are not right.",
};

export const en = {
  email: "E-mail",
  password: "Password",
  show: "Show",
  hide: "Hide",
  showPassword: "Show password",
  skip: "Skip to content",
  header: "Account",
  logOut: "Log out",
  loading: "Loading",
  busy: "One moment",
  tryAgain: "Try again",
  cancel: "Cancel",
  requestId: "If you write to us, name this number:",
  accountChanged: (email: string) => `You are now logged in as ${email}.`,
  errors,
  /** What is wrong with a field, by the code of the problem. */
  problems: {
    email: "Enter a complete address, such as ada@example.com.",
    password: "Enter your password.",
    missing: "This is missing.",
  },
  wait: {
    left: (seconds: number) => `You can try again in ${seconds} seconds.`,
    over: "You can try again now.",
  },
  newPassword: {
    label: "New password",
    hint: "8 characters or more, of any kind. A few unrelated words are best.",
    short: (missing: number) => `${missing} more ${missing === 1 ? "character" : "characters"}.`,
    allowed: "Long enough. Longer is better.",
    good: "Good length.",
    meter: "Length of the password",
  },
  away: {
    title: "No connection",
    text: "We cannot reach the server. Check your connection; this page tries again when it is back.",
  },
  nothingHere: {
    title: "Nothing here",
    text: "This page does not exist. Perhaps the address is incomplete.",
    start: "Go to the start",
  },
  login: {
    title: "Log in",
    submit: "Log in",
    ended: "Your session has ended. Log in again to go on.",
    forgot: "Forgot password?",
    new: "New here?",
    register: "Create an account",
  },
  admin: {
    title: "Administration",
  },
};
