import type { ReactNode } from "react";
import type { Problem } from "../api.ts";
import { t } from "../texts/index.ts";
import { Page } from "../ui/Page.tsx";
import { Resend, RESEND_SECONDS } from "../ui/Resend.tsx";

/** Only on a developer's machine, where mails are files. */
const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);

/** Where to look for a mail. */
export const arrival = () => (isLocal ? t.mail.local : t.mail.late);

/** A mail is on its way. With `resend`, it can be sent once more. */
export function MailSent(props: {
  text: string;
  resend?: (() => Promise<Problem | undefined>) | undefined;
  children: ReactNode;
}) {
  return (
    <Page title={t.mail.title}>
      <p className="address">{props.text}</p>
      <p className="hint">{arrival()}</p>
      <div className="actions">
        {props.children}
        {props.resend && <Resend label={t.mail.again} send={props.resend} seconds={RESEND_SECONDS} />}
      </div>
    </Page>
  );
}
