import { api, outcome, type Problem } from "./api.ts";
import { rememberConnection, rememberLogin, rememberProof } from "./returned.ts";

/** Send the browser to a provider to log in there, and on to the page `next` after it. */
export async function logInAt(provider: string, next: string): Promise<Problem | undefined> {
  const { data, problem } = await outcome(api.POST("/v1/auth/oidc/{provider}/start", { params: { path: { provider } } }));
  if (!data) return problem;
  rememberLogin(next);
  location.assign(data.authorization_url);
  return undefined;
}

/** Send the browser to a provider to connect an account there with this one. */
export async function connectAt(provider: string): Promise<Problem | undefined> {
  const path = { identity: provider };
  const { data, problem } = await outcome(api.POST("/v1/users/me/identities/{identity}/start", { params: { path } }));
  if (!data) return problem;
  rememberConnection(provider);
  location.assign(data.authorization_url);
  return undefined;
}

/** Send the browser to a provider to prove there that it is the owner, and back to the page `next` after it. */
export async function proveAt(provider: string, next: string): Promise<Problem | undefined> {
  const params = { path: { provider } };
  const { data, problem } = await outcome(api.POST("/v1/auth/reauthenticate/oidc/{provider}/start", { params }));
  if (!data) return problem;
  rememberProof(provider, next);
  location.assign(data.authorization_url);
  return undefined;
}
