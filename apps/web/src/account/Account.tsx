import "../styles/account.css";
import { Link } from "wouter";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Page } from "../ui/Page.tsx";
import { Section } from "../ui/Section.tsx";
import { Activity } from "./Activity.tsx";
import { Email } from "./Email.tsx";
import { Password } from "./Password.tsx";
import { Profile } from "./Profile.tsx";
import { Sessions } from "./Sessions.tsx";

/** Each section loads and fails by itself. */
export default function Account() {
  return (
    <Page title={t.account.title}>
      <Profile />
      <Email />
      <Password />
      <Sessions />
      <Activity />
      <Section title={t.account.yours}>
        <p>{t.account.take}</p>
        <div className="actions">
          <Link href={ROUTES.data} className="button">
            {t.account.data.title}
          </Link>
          <Link href={ROUTES.deleteAccount} className="button">
            {t.account.delete.title}
          </Link>
        </div>
      </Section>
    </Page>
  );
}
