import { Redirect } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { api, outcome, useSession } from "../api.ts";
import type { Handed } from "../handed.ts";
import { safeNext } from "../next.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { EmailField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { LinkWithEmail } from "../ui/LinkWithEmail.tsx";
import { Status } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import { PasswordField } from "../ui/PasswordField.tsx";

const send = async (body: Record<"email" | "password", string>) =>
  (await outcome(api.POST("/v1/auth/login", { body }))).problem;

export function Login() {
  const { state } = useSession();
  const { entries = {}, isPasswordReset, isGone } = useHistoryState<Handed | null>() ?? {};
  if (state === "open") {
    return <Redirect to={safeNext(location.search, location.origin)} replace state={{ entries }} />;
  }
  return (
    <Page title={t.login.title}>
      <Status>
        {isGone ? t.login.gone
        : isPasswordReset ? t.login.passwordReset
        : state === "ended" && t.login.ended}
      </Status>
      <Form submit={t.login.title} send={send} focus="password">
        <EmailField label={t.email} name="email" autoComplete="username webauthn" />
        <PasswordField
          label={t.password}
          name="password"
          autoComplete="current-password"
          hint={<LinkWithEmail href={ROUTES.forgotPassword}>{t.forgot.title}</LinkWithEmail>}
        />
      </Form>
      <p className="aside">
        {t.login.new} <LinkWithEmail href={ROUTES.register}>{t.register.title}</LinkWithEmail>
      </p>
    </Page>
  );
}
