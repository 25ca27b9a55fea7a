import { useState } from "react";
import { Link } from "wouter";
import { outcome } from "@stylipp/api-client";
import { api } from "../api.ts";
import { reloadAccount } from "../load.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { MailedLink } from "./MailedLink.tsx";

export function ConfirmEmailChange() {
  const email = useMeIfLoggedIn()?.email;
  const [before, setBefore] = useState<string>();
  const account = (
    <Link href={ROUTES.account} className="button">
      {t.link.account}
    </Link>
  );
  // The link does not tell the new address. The account that is logged in does, unless it is another.
  const thanks = before && email && email !== before ? t.change.thanksFor(email) : t.change.thanks;
  return (
    <MailedLink
      texts={t.change}
      renew={<><p>{t.change.renew}</p>{account}</>}
      done={{ title: t.change.done, text: <><p className="address">{thanks}</p>{account}</> }}
    >
      {(token, attempt) => (
        <Form
          submit={t.change.submit}
          send={async () => {
            setBefore(email);
            const call = api.POST("/v1/auth/email/change/confirm", { body: { token } });
            const problem = await attempt(outcome(call));
            if (!problem) reloadAccount();
            return problem;
          }}
          words={({ code }) =>
            code === "email_taken" ? (
              <>
                {t.change.taken} <Link href={ROUTES.account}>{t.link.account}</Link>
              </>
            ) : undefined
          }
        />
      )}
    </MailedLink>
  );
}
