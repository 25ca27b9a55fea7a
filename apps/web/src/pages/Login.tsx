import { useEffect, useState } from "react";
import { useHistoryState } from "wouter/use-browser-location";
import { api, outcome } from "../api.ts";
import { hand, type Handed } from "../handed.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { EmailField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { goWithEmail, LinkWithEmail } from "../ui/LinkWithEmail.tsx";
import { PasswordField } from "../ui/PasswordField.tsx";
import { OtherLogins } from "./OtherLogins.tsx";
import { PasskeyLogin } from "./PasskeyLogin.tsx";
import { VisitorPage } from "./VisitorPage.tsx";

export function Login() {
  const { news } = useHistoryState<Handed | null>() ?? {};
  const [said, say] = useState<Handed["news"]>();
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!news) return;
    say(news);
    hand({ news: undefined }); // not once more after a reload
  }, [news]);

  async function send(body: Record<"email" | "password", string>) {
    say(undefined);
    const { problem } = await outcome(api.POST("/v1/auth/login", { body }));
    if (problem?.code === "mfa_required") return goWithEmail(ROUTES.secondStep + location.search);
    setDone(!problem);
    return problem;
  }

  return (
    <VisitorPage title={t.login.title} said={said && t.login[said]} isDone={isDone}>
      <Form submit={t.login.title} send={send} focus="password">
        <EmailField label={t.email} name="email" autoComplete="username webauthn" />
        <PasswordField
          label={t.password}
          name="password"
          autoComplete="current-password"
          hint={<LinkWithEmail href={ROUTES.forgotPassword}>{t.forgot.title}</LinkWithEmail>}
        />
      </Form>
      <PasskeyLogin onDone={() => setDone(true)} />
      <p className="aside">
        {t.login.new} <LinkWithEmail href={ROUTES.register}>{t.register.title}</LinkWithEmail>
      </p>
      <OtherLogins />
    </VisitorPage>
  );
}
