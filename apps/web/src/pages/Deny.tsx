import { Link } from "wouter";
import { api, outcome } from "../api.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { MailedLink } from "./MailedLink.tsx";

/** The owner of an address says that somebody else has used it. */
export default function Deny() {
  const start = <Link href={ROUTES.start}>{t.nothingHere.start}</Link>;
  return (
    <MailedLink
      texts={t.deny}
      look="main danger"
      send={(token) => outcome(api.POST("/v1/auth/email/deny", { body: { token } }))}
      renew={start}
      done={{ title: t.deny.done, text: <><p>{t.deny.thanks}</p>{start}</> }}
    />
  );
}
