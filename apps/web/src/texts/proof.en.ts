/** The second step of a login, the dialog that asks for proof, and logins with providers that have failed. */
export const en = {
  secondStep: "One more step",
  remember: (days: number) => `Do not ask again on this device for ${days === 1 ? "1 day" : `${days} days`}`,
  title: "Prove that it is you",
  text: "What you want to do is important, and your login was a while ago or without a second step.",
  submit: "Continue",
  wrongPassword: "This is not your password.",
  code: { label: "Code", hint: "The six digits that your authenticator app shows now." },
  noCode: "Enter the six digits.",
  mailCode: { label: "Code from our mail", hint: "The eight digits, valid in this session only." },
  noMailCode: "Enter the eight digits.", mail: "Mail me a code", mailed: "A code is on its way to you.",
  passkey: "Press the button; your browser then asks for your passkey.",
  impossible: "Passkeys do not work here: they need a browser that knows them, https, and a host name, which an IP address is not.",
  recoveryCode: { label: "Recovery code", hint: "One of those that you keep in a safe place. Each works once." },
  provider: (name: string) => `Log in again with ${name}`, providerHint: "That leaves this page: what you have entered on it is lost.",
  given: "You have proven that it is you. Do it again now.",
  other: "You were logged in with another account there, which is not connected to this one. Nothing was done.",
  /** Buttons that lead to the other ways. */
  use: {
    password: "Use your password", code: "Use your authenticator app", passkey: "Use a passkey", recovery_code: "Use a recovery code",
    mail_code: "Use a code by e-mail",
  },
  /** On the page that providers send the browser back to. */
  signIn: {
    noAddress: "The other service has told us no address. Allow it there, or log in another way.",
    title: { login: "You are not logged in", connect: "The account is not connected", proof: "Nothing is proven" },
    denied: "You have not agreed to it there. Nothing was changed here.",
    back: { login: "Back to the login", connect: "Back to security", proof: "Back to the page before" },
  },
};
