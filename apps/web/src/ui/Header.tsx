import { lazy, Suspense, useEffect, useState, type ComponentType } from "react";
import { Link } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { logOut } from "../api.ts";
import { hand, type Handed } from "../handed.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "./Form.tsx";
import { Status } from "./Notice.tsx";
import { ProofNews } from "./ProofNews.tsx";

const LoginNews = lazy<ComponentType<{ onClose: () => void }>>(() =>
  import("../account/LoginNews.tsx").catch(() => ({ default: () => null })), // the page is there without them
);

/** The wordmark and, after a login, who is logged in. */
export function Header({ isNew }: { isNew: boolean }) {
  const me = useMeIfLoggedIn();
  const { hasLoggedIn } = useHistoryState<Handed | null>() ?? {};
  const [mayHaveNews, setMayHaveNews] = useState(false);
  useEffect(() => {
    if (!hasLoggedIn) return;
    setMayHaveNews(true);
    hand({ hasLoggedIn: undefined }); // not once more after a reload
  }, [hasLoggedIn]);

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
      {me && mayHaveNews && <Suspense><LoginNews onClose={() => setMayHaveNews(false)} /></Suspense>}
      {me && <ProofNews />}
      <Status>{isNew && me && t.accountChanged(me.email)}</Status>
    </header>
  );
}
