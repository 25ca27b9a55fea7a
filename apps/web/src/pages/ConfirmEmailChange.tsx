import { syncPasskeys } from "@stylipp/api-client/passkeys";
import { useState } from "react";
import { api, outcome } from "../api.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { t } from "../texts/index.ts";
import { MailedLink, ToAccount, ToDeny } from "./MailedLink.tsx";

export function ConfirmEmailChange() {
  const email = useMeIfLoggedIn()?.email;
  const [before, setBefore] = useState<string>();
  // The link does not tell the new address. The account that is logged in does, unless it is another.
  const thanks = before && email && email !== before ? t.change.thanksFor(email) : t.change.thanks;
  return (
    <MailedLink
      texts={t.change}
      send={async (token) => {
        setBefore(email);
        const result = await outcome(api.POST("/v1/auth/email/change/confirm", { body: { token } }));
        if (email && !result.problem) void syncPasskeys(api); // passkeys show the address
        return result;
      }}
      words={({ code }) => (code === "email_taken" ? t.change.taken : undefined)}
      aside={<ToDeny />}
      renew={<ToAccount>{t.change.renew}</ToAccount>}
      done={{ title: t.change.done, text: <ToAccount>{thanks}</ToAccount> }}
    />
  );
}
