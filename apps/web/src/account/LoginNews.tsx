import { Link } from "wouter";
import { api, outcome, type Schemas } from "../api.ts";
import { useLoad } from "../load.ts";
import { ROUTES } from "../routes.ts";
import { language, t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { useSecurity } from "./PasswordForm.tsx";

type Event = Schemas["AuditEventResponse"];

/** Tells the owner, once, what the login that has led here has changed about the ways to log in. */
export default function LoginNews({ onClose }: { onClose: () => void }) {
  const query = { limit: 100 }; // as many as one answer has
  const events = useLoad((signal) => outcome(api.GET("/v1/users/me/events", { params: { query }, signal })));
  const security = useSecurity();
  const news = events.data && security.data && newsOf(events.data.items, security.data);
  const close = () => (document.querySelector("h1")?.focus(), onClose());
  return (
    <div role="status" className={news ? "notice" : "unseen"}>
      {news && <>{news}<button type="button" className="link" onClick={close}>{t.close}</button></>}
    </div>
  );
}

function newsOf(events: Event[], { has_password, passkeys, identities }: Schemas["SecurityResponse"]) {
  const words = inside.news;
  const login = events.find(({ type }) => type === "logged_in");
  const changes = events.filter((one) => one.request_id === login?.request_id);
  const changed = (type: string) => changes.find((one) => one.type === type);
  if (changed("account_claimed")) {
    return !has_password && <p>{words.claimed} <a href={`${ROUTES.account}#password`}>{inside.account.set}</a></p>;
  }
  const linked = changed("identity_linked");
  const byMail = events.filter(({ type, method }) => type === "logged_in" && method === "email");
  const isFirst = linked || (byMail.length === 1 && byMail[0] === login);
  if (!isFirst || changed("registered")) return undefined;
  const ways = [
    ...(has_password ? [words.password] : []),
    ...(passkeys.some((one) => one.can_sign_in) ? [words.passkey] : []),
    ...identities.filter((one) => one.id !== linked?.subject_id).map((one) => one.provider_name),
  ];
  if (ways.length === 0) return undefined;
  return <p>{words.opened(new Intl.ListFormat(language).format(ways))} <Link href={ROUTES.security}>{words.look}</Link></p>;
}
