import { lazy, Suspense, useEffect, useState, type ComponentType } from "react";
import { Link } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { hand, type Handed } from "../handed.ts";
import { logOut } from "../logout.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "./Form.tsx";
import { Status } from "./Notice.tsx";

const LoginNews = lazy<ComponentType<{ onClose: () => void }>>(() =>
  import("../account/LoginNews.tsx").catch(() => ({ default: () => null })), // the page is there without them
);
const ProofNews = lazy(() => import("./ProofNews.tsx"));

/** The wordmark and, after a login, who is logged in. */
export function Header({ isNew }: { isNew: boolean }) {
  const me = useMeIfLoggedIn();
  const { hasLoggedIn, proof } = useHistoryState<Handed | null>() ?? {};
  const [news, setNews] = useState<"login" | Handed["proof"]>();
  useEffect(() => {
    if (!hasLoggedIn && !proof) return;
    setNews(proof ?? "login");
    hand({ hasLoggedIn: undefined, proof: undefined }); // not once more after a reload
  }, [hasLoggedIn, proof]);

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
      {me && news && (
        <Suspense>
          {news === "login" ? <LoginNews onClose={() => setNews(undefined)} /> : <ProofNews of={news} onEnd={() => setNews(undefined)} />}
        </Suspense>
      )}
      <Status>{isNew && me && t.accountChanged(me.email)}</Status>
    </header>
  );
}
