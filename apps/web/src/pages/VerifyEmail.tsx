import { useState } from "react";
import { Link } from "wouter";
import { api, outcome, useSession, type Account } from "../api.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { loginPath } from "../next.ts";
import { t } from "../texts/index.ts";
import { Resend, resendConfirmation } from "../ui/Resend.tsx";
import { MailedLink, ToAccount, ToDeny } from "./MailedLink.tsx";

export function VerifyEmail() {
  const me = useMeIfLoggedIn();
  const [before, setBefore] = useState<Account>();
  // The link does not tell whose it is: of another account, if that here was loaded again and is as before.
  const isOther = before && me && before !== me && before.is_email_verified === me.is_email_verified;
  return (
    <MailedLink
      texts={t.verify}
      send={(token) => {
        setBefore(me);
        return outcome(api.POST("/v1/auth/email/verify", { body: { token } }));
      }}
      aside={<ToDeny />}
      renew={<Renew />}
      done={{ title: t.verify.done, text: <ToAccount>{isOther ? t.link.other(me.email) : t.verify.thanks}</ToAccount> }}
    />
  );
}

/** A new link is sent to the account that is logged in. */
function Renew() {
  const { state } = useSession();
  const me = useMeIfLoggedIn();
  if (state !== "open") return <Link href={loginPath(location)}>{t.verify.login}</Link>;
  if (me?.is_email_verified) return <ToAccount>{t.verify.already(me.email)}</ToAccount>;
  return <Resend label={t.verify.renew} send={resendConfirmation} />;
}
