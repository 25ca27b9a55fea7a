import { useEffect, useState } from "react";
import { Link } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { api, outcome, useSession, type Schemas } from "../api.ts";
import { hand, handed } from "../handed.ts";
import { safeNext } from "../next.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { forgetToken, mailedToken } from "../token.ts";
import { EmailField, Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { LinkWithEmail } from "../ui/LinkWithEmail.tsx";
import { Page } from "../ui/Page.tsx";
import { Resend, RESEND_SECONDS } from "../ui/Resend.tsx";
import { digits } from "../ui/Ways.tsx";
import { arrival } from "./MailSent.tsx";
import { VisitorPage } from "./VisitorPage.tsx";

const ask = async (email: string) =>
  (await outcome(api.POST("/v1/auth/email/login", { body: { email } }))).problem;

/** Resolves to the problem. If there is a second step, its page is next. */
async function complete(body: Partial<Schemas["EmailLogin"]>, email?: string) {
  const { problem } = await outcome(api.POST("/v1/auth/email/login/complete", { body: { is_confirmed: false, ...body } }));
  if (problem?.code === "mfa_required") {
    forgetToken();
    navigate(ROUTES.secondStep + location.search, { state: email ? { entries: { email } } : {} });
  }
  return problem;
}

/** A login without a password: by a mailed code in the browser that asks for it, or by the link beside it. */
export default function MailLogin() {
  const [token] = useState(mailedToken);
  return token === undefined ? <ByCode /> : <ByLink token={token} />;
}

function ByCode() {
  const [sentTo, setSentTo] = useState(handed().sentTo); // also after a reload
  const [isDone, setDone] = useState(false);

  async function sendAddress({ email }: Record<"email", string>) {
    const problem = await ask(email);
    if (problem) return problem;
    hand({ sentTo: email });
    setSentTo(email);
    return undefined;
  }

  async function sendCode({ code }: Record<"code", string>) {
    const problem = await complete({ code: digits(code) }, sentTo);
    if (problem?.code === "mfa_required") return undefined;
    setDone(!problem);
    return problem;
  }

  return (
    <VisitorPage title={sentTo === undefined ? t.mailLogin.title : t.mail.title} isDone={isDone} handed={{ hasLoggedIn: sentTo !== undefined }}>
      {sentTo === undefined ? (
        <>
          <p>{t.mailLogin.text}</p>
          <Form key="address" submit={t.mailLogin.submit} send={sendAddress}>
            <EmailField label={t.email} name="email" />
          </Form>
        </>
      ) : (
        <>
          <p className="address" role="status">{t.mailLogin.sent(sentTo)}</p>
          <Form
            key="code"
            submit={t.login.title}
            send={sendCode}
            check={({ code }) => ({ code: /^\d{8}$/.test(digits(code)) ? undefined : t.mailLogin.noCode })}
            under={{ one_time_token_invalid: "code" }}
            words={({ code }) => (code === "one_time_token_invalid" ? t.mailLogin.wrong : undefined)}
          >
            <Field
              label={t.mailLogin.code} name="code" inputMode="numeric" autoComplete="one-time-code"
              spellCheck={false} autoFocus required
            />
          </Form>
          <p className="hint">{arrival()}</p>
          <Resend label={t.mail.again} send={() => ask(sentTo)} seconds={RESEND_SECONDS} />
        </>
      )}
      <p className="aside"><LinkWithEmail href={ROUTES.login}>{t.forgot.back}</LinkWithEmail></p>
    </VisitorPage>
  );
}

/** Nothing happens before a click; in another browser than the one that asked, before a second one. */
function ByLink({ token }: { token: string }) {
  const [result, setResult] = useState<"used" | "other">();
  const isOther = result === "other";
  const isOpen = useSession().state === "open";
  // The button that had the focus is gone. Not to the next one, which a second press of Enter would press.
  useEffect(() => void (isOther && document.querySelector("h1")?.focus()), [isOther]);

  async function send() {
    const problem = await complete({ token, is_confirmed: isOther });
    if (problem?.code === "mfa_required") return undefined;
    if (problem?.code === "other_browser") return void setResult("other");
    if (problem && problem.code !== "one_time_token_invalid") return problem;
    forgetToken();
    if (problem) setResult("used");
    // Not drawn: where this account takes the place of another one, this page is thrown away.
    else navigate(safeNext(location.search, location.origin), { replace: true, state: { hasLoggedIn: true } });
    return undefined;
  }

  if (result === "used" || token === "") {
    return (
      <Page title={result ? t.link.used : t.mailLogin.title}>
        <p>{result ? t.errors.one_time_token_invalid : t.link.damaged}</p>
        <Link href={isOpen ? ROUTES.account : ROUTES.login}>{isOpen ? t.link.account : t.forgot.back}</Link>
      </Page>
    );
  }
  return (
    <Page title={t.login.title}>
      <p role="status">{isOther ? t.errors.other_browser : t.mailLogin.link}</p>
      <Form key={String(isOther)} submit={isOther ? t.mailLogin.goOn : t.login.title} send={send} />
    </Page>
  );
}
