import { Link } from "wouter";
import { logOut } from "../api.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "./Form.tsx";
import { Status } from "./Notice.tsx";

/** The wordmark and, after a login, who is logged in. */
export function Header({ isNew }: { isNew: boolean }) {
  const me = useMeIfLoggedIn();
  return (
    <header>
      {me && <a className="skip" href="#main">{t.skip}</a>}
      <Link href={ROUTES.start} className="mark">Stylipp</Link>
      {me && (
        <nav aria-label={t.header}>
          <Link href={ROUTES.account} title={me.email}>{me.email}</Link>
          {me.role === "admin" && <Link href={ROUTES.admin}>{t.administration}</Link>}
          <Form submit={t.logOut} look="link" send={logOut} />
        </nav>
      )}
      <Status>{isNew && me && t.accountChanged(me.email)}</Status>
    </header>
  );
}
