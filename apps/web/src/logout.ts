import { api, outcome, type Problem } from "./api.ts";
import { mayLeave } from "./unsaved.ts";

const NAME = "stylipp-logout";
const WAIT_MS = 3_000;

/** Log out here; resolves to the problem, if there was one. Before, all tabs send what waits in them. */
export async function logOut(): Promise<Problem | undefined> {
  if (!mayLeave()) return undefined;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage("");
  channel.close();
  // Where there are no locks, as without TLS, it does not wait.
  await navigator.locks?.request(NAME, { signal: AbortSignal.timeout(WAIT_MS) }, () => {}).catch(() => {});
  return (await outcome(api.POST("/v1/auth/logout"))).problem;
}

/** Call the listener before a logout, also in another tab. Returns a function that ends this. */
export function beforeLogout(listener: () => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = listener;
  return () => channel.close();
}

/** Have a logout in any tab wait until the returned function is called. */
export function holdLogout(): () => void {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  void navigator.locks?.request(NAME, { mode: "shared" }, () => held).catch(() => {});
  return release;
}
