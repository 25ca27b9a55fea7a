import { useEffect, useState, type ReactNode } from "react";
import { Link, Redirect } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { useSession } from "../api.ts";
import type { Handed } from "../handed.ts";
import { safeNext } from "../next.ts";
import { t } from "../texts/index.ts";
import { Wait } from "../ui/Loading.tsx";
import { Status } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";

/**
 * A page with a form for visitors; with a login, they go straight on. If the answer about the login takes
 * long, the form is shown meanwhile, and stays if they are in it when the answer comes.
 */
export function VisitorPage(props: {
  title: string;
  said?: string | undefined;
  /** They have logged in by this form. */
  isDone?: boolean;
  /** What goes along to the page that they are led to. */
  handed?: Handed;
  children: ReactNode;
}) {
  const { state, accountId } = useSession();
  const { entries, account } = useHistoryState<Handed | null>() ?? {};
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (state !== "unknown") return;
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, [state]);
  const isOpen = state === "open";
  const stays = isLate && !props.isDone && document.activeElement?.closest("form");
  const next = safeNext(location.search, location.origin);
  if (state === "unknown" && !isLate) return <Wait />;
  if (isOpen && !stays) return <Redirect to={next} replace state={{ ...props.handed, ...(account === accountId && { entries }) }} />;
  return (
    <Page title={props.title}>
      <Status>{isOpen ? <>{t.login.already}. <Link href={next}>{t.register.next}</Link></> : props.said}</Status>
      {props.children}
    </Page>
  );
}
