/** The session as a hook, for React 18 and later. */
import { useSyncExternalStore } from "react";
import type { SessionState, Stylipp } from "./index.js";

/** The component is rendered again when the state or the account of the session changes. */
export function useSession({ session }: Pick<Stylipp, "session">): {
  state: SessionState;
  accountId: string | undefined;
} {
  const read = <Value>(value: () => Value): Value =>
    useSyncExternalStore(session.subscribe, value, value);
  return { state: read(() => session.state), accountId: read(() => session.accountId) };
}
