import "../styles/account.css";
import "../styles/admin.css";
import type { ReactNode } from "react";
import { Link, Redirect, useLocation } from "wouter";
import type { Problem } from "../api.ts";
import type { Handed } from "../handed.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { Page } from "../ui/Page.tsx";

/** A page for administrators. Others, also those who were administrators until now, learn that. */
export function AdminPage(props: { title: string; problem: Problem | undefined; children: ReactNode }) {
  const [path] = useLocation();
  if (props.problem?.code === "insufficient_scope") {
    return (
      <Page title={inside.admin.only}>
        <p>{t.errors.insufficient_scope}</p>
        <Link href={ROUTES.account}>{t.link.account}</Link>
      </Page>
    );
  }
  if (props.problem?.code === "two_step_required") {
    return <Redirect to={ROUTES.security} state={{ isForAdministration: true } satisfies Handed} replace />;
  }
  const link = (href: string, words: string) => (
    <Link href={href} aria-current={path === href ? "page" : undefined}>{words}</Link>
  );
  return (
    <Page title={props.title} wide>
      <nav aria-label={t.administration} className="tabs">
        {link(ROUTES.admin, inside.admin.users.title)}
        {link(ROUTES.adminAudit, inside.admin.audit.title)}
      </nav>
      {props.children}
    </Page>
  );
}
