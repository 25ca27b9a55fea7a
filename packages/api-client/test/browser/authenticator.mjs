// Chromium's virtual authenticator, which keeps passkeys for the tests of a page.

/** What a device with a fingerprint reader has built in, whose passkeys are synced. */
const BUILT_IN = {
  protocol: "ctap2",
  ctap2Version: "ctap2_1",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  defaultBackupEligibility: true,
  defaultBackupState: true,
  automaticPresenceSimulation: true,
};

/** Differences of an older security key: it only wants to be touched. */
export const SECURITY_KEY = {
  transport: "usb",
  hasResidentKey: false,
  hasUserVerification: false,
  isUserVerified: false,
  defaultBackupEligibility: false,
  defaultBackupState: false,
};

/**
 * Give a page an authenticator; `options` are CDP's and replace those of `BUILT_IN`. It approves everything
 * at once, conditional requests too, unless `automaticPresenceSimulation` is off. The page keeps it when it
 * is loaded again. Conditional requests need `isWhole` in the options of `browserTest`.
 */
export async function virtualAuthenticator(page, options = {}) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...BUILT_IN, ...options },
  });
  const send = (method, values) => devtools.send(`WebAuthn.${method}`, { authenticatorId, ...values });
  return {
    /** What it keeps: `credentialId`, `userName`, `isResidentCredential` and others, with bytes in base64. */
    passkeys: async () => (await send("getCredentials")).credentials,
    /** Whether the user's finger is the right one. */
    verify: (isUserVerified) => send("setUserVerified", { isUserVerified }),
    /** Whether the user approves; otherwise, requests wait. */
    approve: (enabled) => send("setAutomaticPresenceSimulation", { enabled }),
    /** Put a passkey into it, as from `passkeys()` of another one. */
    add: (credential) => send("addCredential", { credential }),
    /** Forget a passkey, as after its owner has deleted it. */
    forget: (credentialId) => send("removeCredential", { credentialId }),
    remove: () => send("removeVirtualAuthenticator"),
  };
}
