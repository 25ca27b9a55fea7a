import { createContext, useContext, type ReactNode } from "react";
import { api, outcome, useSession, type Account } from "./api.ts";
import { useLoad, type Loaded } from "./load.ts";

const NO_LOGIN = { data: undefined };
const MeContext = createContext<Loaded<Account> | undefined>(undefined);

/** Loads the account that is logged in, for everything inside; forgets it at the logout. */
export function MeProvider({ children }: { children: ReactNode }) {
  const { accountId } = useSession();
  const me = useLoad<Account | undefined>(
    async (signal) => (accountId ? outcome(api.GET("/v1/users/me", { signal })) : NO_LOGIN),
    accountId,
  );
  // Without a login, `data` is undefined as before it is loaded.
  return <MeContext value={me as Loaded<Account>}>{children}</MeContext>;
}

/** The account that is logged in, for pages that are shown only then. */
export function useMe(): Loaded<Account> {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe is for what is inside of MeProvider.");
  return me;
}

/** The same for the header of all pages: undefined without a login. */
export function useMeIfLoggedIn(): Account | undefined {
  const me = useContext(MeContext);
  return useSession().state === "open" ? me?.data : undefined;
}
