// A certified OpenID provider for the tests: node server.mjs PORT REDIRECT_URI [AUTH_METHOD]
// Its login page takes any name as the subject and any password; there is no page for consent.
import { generateKeyPairSync } from "node:crypto";

import { Provider } from "oidc-provider";

const [port, redirectUri, authMethod = "client_secret_post"] = process.argv.slice(2);

function signingKey(type, options, kid, alg) {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

const client = {
  client_secret: "a secret of the tests, of 32 characters or more",
  redirect_uris: [redirectUri],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  token_endpoint_auth_method: authMethod,
};

// Everybody else has an unverified address: `NAME@example.net`.
const people = {
  nemo: {},
  ada: { email: "ada@gmail.com", email_verified: true },
  grace: { email: "grace@privaterelay.appleid.com", email_verified: "true", is_private_email: "true" },
  nobody: {},
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    { ...client, client_id: "rs256", id_token_signed_response_alg: "RS256" },
    { ...client, client_id: "es256", id_token_signed_response_alg: "ES256" },
  ],
  jwks: {
    keys: [
      signingKey("rsa", { modulusLength: 2048 }, "rsa", "RS256"),
      signingKey("ec", { namedCurve: "P-256" }, "ec", "ES256"),
    ],
  },
  pkce: { required: () => true },
  // The address belongs in the ID token: the client asks no other place for it.
  conformIdTokenClaims: false,
  claims: { openid: ["sub"], email: ["email", "email_verified", "is_private_email"] },
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({ sub, ...(people[sub] ?? { email: `${sub}@example.net`, email_verified: false }) }),
  }),
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ["a key of the tests, for cookies that nobody else reads"] },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});

provider.on("server_error", (_context, error) => console.error(error));
provider.listen(Number(port), "127.0.0.1");
