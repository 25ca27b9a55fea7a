import { Link } from "wouter";
import { outcome } from "@stylipp/api-client";
import { api, useSession } from "../api.ts";
import { reloadAccount } from "../load.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { loginPath } from "../next.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { Resend } from "../ui/Resend.tsx";
import { MailedLink } from "./MailedLink.tsx";

export function VerifyEmail() {
  const account = (
    <Link href={ROUTES.account} className="button main">
      {t.link.account}
    </Link>
  );
  return (
    <MailedLink
      texts={t.verify}
      renew={<Renew />}
      done={{ title: t.verify.done, text: <><p>{t.verify.thanks}</p>{account}</> }}
    >
      {(token, attempt) => (
        <Form
          submit={t.verify.submit}
          send={async () => {
            const problem = await attempt(outcome(api.POST("/v1/auth/email/verify", { body: { token } })));
            if (!problem) reloadAccount();
            return problem;
          }}
        />
      )}
    </MailedLink>
  );
}

/** A new link is sent to the account that is logged in. */
function Renew() {
  const { state } = useSession();
  const me = useMeIfLoggedIn();
  if (state !== "open") return <Link href={loginPath(location)}>{t.verify.login}</Link>;
  if (me?.is_email_verified) {
    return (
      <p>
        {t.verify.already(me.email)} <Link href={ROUTES.account}>{t.link.account}</Link>
      </p>
    );
  }
  const resend = async () => (await outcome(api.POST("/v1/auth/email/verify/resend"))).problem;
  return <Resend label={t.verify.renew} send={resend} />;
}
