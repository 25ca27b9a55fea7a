import { createContext, useContext, type ReactNode } from "react";
import { outcome } from "@stylipp/api-client";
import { api, useSession, type Account } from "./api.ts";
import { useLoad, type Loaded } from "./load.ts";

const MeContext = createContext<Loaded<Account> | undefined>(undefined);

/** Loads the account that is logged in, for everything inside. */
export function MeProvider({ children }: { children: ReactNode }) {
  const me = useLoad((signal) => outcome(api.GET("/v1/users/me", { signal })));
  return <MeContext value={me}>{children}</MeContext>;
}

/** The account that is logged in, for pages that are shown only then. */
export function useMe(): Loaded<Account> {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe is for pages that need a login.");
  return me;
}

/** The same for the header of all pages: undefined without a login. */
export function useMeIfLoggedIn(): Account | undefined {
  const me = useContext(MeContext);
  return useSession().state === "open" ? me?.data : undefined;
}

/** Load it again, after a change that was made here. */
export function useReloadMe(): () => void {
  const me = useContext(MeContext);
  return () => me?.load();
}
