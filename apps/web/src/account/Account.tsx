import "../styles/account.css";
import { Link } from "wouter";
import { ROUTES } from "../routes.ts";
import { inside } from "../texts/inside.ts";
import { Page } from "../ui/Page.tsx";
import { Section } from "../ui/Section.tsx";
import { Activity } from "./Activity.tsx";
import { Email } from "./Email.tsx";
import { Password } from "./Password.tsx";
import { useSecurity } from "./PasswordForm.tsx";
import { Profile } from "./Profile.tsx";
import { Sessions } from "./Sessions.tsx";

/** Each section loads and fails by itself. */
export default function Account() {
  const security = useSecurity();
  return (
    <Page title={inside.account.title}>
      <Profile />
      <Email security={security} />
      <Password security={security} />
      <Section title={inside.security.title}>
        <p>{inside.security.intro}</p>
        <Link href={ROUTES.security} className="button">{inside.security.open}</Link>
      </Section>
      <Section title={inside.photos.title}>
        <p>{inside.photos.intro}</p>
        <Link href={ROUTES.photos} className="button">{inside.photos.open}</Link>
      </Section>
      <Sessions />
      <Activity />
      <Section title={inside.account.yours}>
        <p>{inside.account.take}</p>
        <div className="actions">
          <Link href={ROUTES.data} className="button">{inside.account.data.title}</Link>
          <Link href={ROUTES.deleteAccount} className="button">{inside.account.delete.title}</Link>
        </div>
      </Section>
    </Page>
  );
}
