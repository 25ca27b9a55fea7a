import { Link } from "wouter";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Page } from "../ui/Page.tsx";

export function NothingHere() {
  return (
    <Page title={t.nothingHere.title}>
      <p>{t.nothingHere.text}</p>
      <p><Link href={ROUTES.start}>{t.nothingHere.start}</Link></p>
    </Page>
  );
}
