import type { Code } from "../errors.ts";

const UNEXPECTED = "The app and the server do not understand each other. Reload the page.";

const errors: Record<Code, string> = {
  account_disabled: "This account is disabled. Write to us if you think that this is a mistake.",
  email_taken: "There is already an account with this address.",
  insufficient_scope: "Only administrators can do this.",
  internal_error: "Something went wrong on our side. Please try again.",
  invalid_credentials: "E-mail or password is wrong.",
  invalid_request: UNEXPECTED,
  last_admin: "This is the last administrator. Make another account an administrator first.",
  not_found: "This does not exist any more.",
  offline: "There is no connection.",
  one_time_token_invalid: "This link was used before, or is too old.",
  origin_not_allowed: "This address of the app is not one that the server allows.",
  password_common: "This password is on lists that attackers try first. Choose another one.",
  password_context: "This password contains your address or the name of this site. Choose another one.",
  password_too_long: "The password must have at most 128 characters.",
  password_too_short: "The password must have at least 8 characters.",
  payload_too_large: "This is more than the server accepts.",
  request_timeout: "Sending took too long. Your entries are kept; please try again.",
  server_busy: "The server is busy. Please try again in a moment.",
  service_unavailable: "The service is unavailable at the moment. Please try again.",
  session_changed: "Another account was logged in meanwhile. Nothing was changed.",
  session_expired: "Your session has ended. Log in again.",
  timeout: "The server does not answer. Please try again.",
  too_many_attempts: "Too many attempts.",
  unsupported_media_type: UNEXPECTED,
  validation_error: "Some entries are not right.",
};

export const en = {
  email: "E-mail", password: "Password",
  show: "Show", hide: "Hide", showPassword: "Show password",
  skip: "Skip to content", header: "Account", administration: "Administration", logOut: "Log out",
  loading: "Loading", busy: "One moment",
  tryAgain: "Try again", cancel: "Cancel", more: "Show more",
  kept: "Your entries are kept.", reload: "Reload the page",
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
    left: (time: string) => `You can try again in ${time}.`,
    over: "You can try again now.",
  },
  newPassword: {
    label: "New password",
    hint: "8 characters or more, of any kind. A few unrelated words are best.",
    short: (missing: number) => `${missing} more ${missing === 1 ? "character" : "characters"}.`,
    allowed: "Long enough. Longer is better.", good: "Good length.", meter: "Length of the password",
  },
  away: {
    title: "No connection",
    text: "We cannot reach the server. Check your connection; this page tries again when it is back.",
  },
  failed: { title: "Something went wrong", text: "This page cannot be shown. Please reload it." },
  nothingHere: {
    title: "Nothing here", start: "Go to the start",
    text: "This page does not exist. Perhaps the address is incomplete.",
  },
  login: {
    title: "Log in", new: "New here?", gone: "Your account is gone.",
    ended: "Your session has ended. Log in again to go on.", already: "You are logged in already.",
    passwordReset: "The new password is set. All devices are logged out.",
  },
  register: {
    title: "Create an account", submit: "Create the account", known: "Do you have an account?", next: "Continue",
    sent: (email: string) => `Your account is ready. We have mailed a link to ${email}; open it to confirm the address.`,
  },
  /** After a mail was sent. */
  mail: {
    title: "Check your mail", again: "Send it again", sent: "It has been sent once more.",
    late: "It can take a minute. If nothing arrives, look into the spam folder, too.",
    local: "On a development machine, mails are files: look into the folder .data/mail, unless you have set another one.",
  },
  forgot: {
    title: "Forgot password?", submit: "Send me a link", back: "Back to the login",
    text: "Enter your address. We will mail you a link to set a new password.",
    sent: (email: string) => `If ${email} belongs to an account, a link to set a new password is on its way there.`,
  },
  reset: {
    title: "Set a new password", done: "Password set", submit: "Set the password", renew: "Ask for a new link",
    text: "Afterwards, all devices are logged out, and you log in with the new password.",
    missing: "To set a new password, open the link in the mail that we sent you. Each link works once.",
  },
  /** The links in mails. */
  link: {
    used: "This link no longer works", account: "Go to your account",
    damaged: "The link is incomplete. Open it in the mail once more, or copy all of it.",
    other: (email: string) => `This was the link of another account. You are still logged in as ${email}.`,
  },
  verify: {
    title: "Confirm your address", submit: "Confirm my address", renew: "Send a new link",
    text: "Somebody created a Stylipp account with your address. Confirm only if it was you: the person who created the account can log in to it with its password.",
    missing: "To confirm your address, open the link in the mail that we sent you. Each link works once.",
    login: "Log in to get a new link",
    already: (email: string) => `Your address ${email} is already confirmed.`,
    done: "Address confirmed",
    thanks: "Thank you. Everything is ready.",
  },
  change: {
    title: "Confirm your new address", submit: "Use this address", done: "Address changed",
    text: "Somebody wants to use your address for a Stylipp account. Confirm only if it was you: the person who asked for this can log in to the account with its password.",
    missing: "To confirm your new address, open the link in the mail that we sent there. Each link works once.",
    renew: "You can ask for the change again in your account.",
    taken: "Another account uses this address now, so yours keeps the old one. Choose a different one in your account.",
    thanks: "From now on, log in with your new address.",
    thanksFor: (email: string) => `From now on, log in with ${email}.`,
  },
};
