import { useState } from "react";
import { Link } from "wouter";
import { api, outcome, useSession } from "../api.ts";
import { safeNext } from "../next.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { EmailField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { LinkWithEmail } from "../ui/LinkWithEmail.tsx";
import { checkNewPassword, NewPasswordField } from "../ui/NewPasswordField.tsx";
import { resendConfirmation } from "../ui/Resend.tsx";
import { MailSent } from "./MailSent.tsx";
import { VisitorPage } from "./VisitorPage.tsx";

export function Register() {
  const [registered, setRegistered] = useState<string>();
  if (registered !== undefined) return <Registered email={registered} />;
  return (
    <VisitorPage title={t.register.title}>
      <Form
        submit={t.register.submit}
        check={({ password }) => ({ password: checkNewPassword(password) })}
        send={async (body: Record<"email" | "password", string>) => {
          const { problem } = await outcome(api.POST("/v1/auth/register", { body }));
          if (problem) return problem;
          setRegistered(body.email);
          await outcome(api.POST("/v1/auth/login", { body })); // for another mail; may be done later
          return undefined;
        }}
        under={{ email_taken: "email" }}
        words={({ code }) => (code === "email_taken" ? <Taken /> : undefined)}
      >
        <EmailField label={t.email} name="email" />
        <NewPasswordField label={t.password} name="password" />
      </Form>
      <p className="aside">
        {t.register.known} <LinkWithEmail href={ROUTES.login}>{t.login.title}</LinkWithEmail>
      </p>
    </VisitorPage>
  );
}

function Taken() {
  return (
    <>
      {t.errors.email_taken} <LinkWithEmail href={ROUTES.login}>{t.login.title}</LinkWithEmail>{" · "}
      <LinkWithEmail href={ROUTES.forgotPassword}>{t.forgot.title}</LinkWithEmail>
    </>
  );
}

function Registered({ email }: { email: string }) {
  const isOpen = useSession().state === "open";
  return (
    <MailSent text={t.register.sent(email)} resend={isOpen ? resendConfirmation : undefined}>
      <Link
        href={isOpen ? safeNext(location.search, location.origin) : ROUTES.login + location.search}
        state={{ entries: { email } }}
        className="button main"
      >
        {t.register.next}
      </Link>
    </MailSent>
  );
}
