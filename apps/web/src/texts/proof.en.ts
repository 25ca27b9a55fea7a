/** The second step of a login, and the dialog that asks for proof. */
export const en = {
  secondStep: "One more step",
  remember: "Remember this device for 30 days",
  title: "Prove that it is you",
  text: "You are about to change something important, and it has been a while since you logged in.",
  password: { label: "Password", hint: "", submit: "Continue", instead: "Use your password", wrong: "This is not your password." },
  code: {
    label: "Code", hint: "The six digits that your authenticator app shows now.", missing: "Enter the six digits.",
    submit: "Continue", instead: "Use your authenticator app",
  },
  passkey: { label: "", hint: "Your browser asks for it.", submit: "Use a passkey", instead: "Use a passkey" },
  recovery_code: {
    label: "Recovery code", hint: "One of those that you keep in a safe place. Each works once.",
    submit: "Continue", instead: "Use a recovery code",
  },
};
