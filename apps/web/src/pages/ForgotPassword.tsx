import { useState } from "react";
import { Link } from "wouter";
import { api, outcome } from "../api.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { EmailField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { LinkWithEmail } from "../ui/LinkWithEmail.tsx";
import { Page } from "../ui/Page.tsx";
import { MailSent } from "./MailSent.tsx";

const send = async (email: string) =>
  (await outcome(api.POST("/v1/auth/password/forgot", { body: { email } }))).problem;

/** The answer is the same whether there is an account or not. */
export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>();
  if (sentTo !== undefined) {
    return (
      <MailSent text={t.forgot.sent(sentTo)} resend={() => send(sentTo)}>
        <Link href={ROUTES.login + location.search} state={{ entries: { email: sentTo } }} className="button">
          {t.forgot.back}
        </Link>
      </MailSent>
    );
  }
  return (
    <Page title={t.forgot.title}>
      <p>{t.forgot.text}</p>
      <Form
        submit={t.forgot.submit}
        send={async ({ email }: Record<"email", string>) => {
          const problem = await send(email);
          if (!problem) setSentTo(email);
          return problem;
        }}
      >
        <EmailField label={t.email} name="email" />
      </Form>
      <p className="aside"><LinkWithEmail href={ROUTES.login}>{t.forgot.back}</LinkWithEmail></p>
    </Page>
  );
}
