import { Link } from "wouter";
import { api, outcome, useSession } from "../api.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { loginPath } from "../next.ts";
import { t } from "../texts/index.ts";
import { Resend, resendConfirmation } from "../ui/Resend.tsx";
import { MailedLink, ToAccount } from "./MailedLink.tsx";

export function VerifyEmail() {
  return (
    <MailedLink
      texts={t.verify}
      send={(token) => outcome(api.POST("/v1/auth/email/verify", { body: { token } }))}
      renew={<Renew />}
      done={{ title: t.verify.done, text: <ToAccount>{t.verify.thanks}</ToAccount> }}
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
