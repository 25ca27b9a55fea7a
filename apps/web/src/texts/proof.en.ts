/** The second step of a login, and the dialog that asks for proof. */
export const en = {
  secondStep: "One more step",
  remember: "Remember this device for 30 days",
  title: "Prove that it is you",
  text: "What you want to do is important, and your login was a while ago or without a second step.",
  submit: "Continue",
  wrongPassword: "This is not your password.",
  code: { label: "Code", hint: "The six digits that your authenticator app shows now." },
  noCode: "Enter the six digits.",
  passkey: "Your browser asks for it.",
  recoveryCode: { label: "Recovery code", hint: "One of those that you keep in a safe place. Each works once." },
  /** Buttons that lead to the other ways. */
  use: {
    password: "Use your password", code: "Use your authenticator app", passkey: "Use a passkey", recovery_code: "Use a recovery code",
  },
};
