import { useMe } from "../me.tsx";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { Facts } from "../ui/Facts.tsx";
import { Loading } from "../ui/Loading.tsx";
import { Resend, resendConfirmation } from "../ui/Resend.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";
import { MailLanguage } from "./MailLanguage.tsx";

export function Profile() {
  const { heading, said, done } = useDone();
  const words = inside.account.profile;
  return (
    <Section title={words.title} heading={heading} said={said}>
      <Loading of={useMe()}>
        {({ email, created_at, is_email_verified, locale }) => (
          <>
            <Facts facts={[
              [t.email, email],
              [words.state, is_email_verified ? words.yes : words.no],
              [words.since, <Time at={created_at} isDate />],
            ]} />
            {!is_email_verified && (
              <div className="notice">
                <p>{words.open}</p>
                <Resend label={t.mail.again} send={resendConfirmation} />
              </div>
            )}
            <MailLanguage now={locale} done={done} />
          </>
        )}
      </Loading>
    </Section>
  );
}
