import { api, outcome, type Schemas } from "../api.ts";
import { useMe } from "../me.tsx";
import { inside, wordsForEvent, wordsForMethod } from "../texts/inside.ts";
import { Facts } from "../ui/Facts.tsx";
import { PartsOf, useParts } from "../ui/Parts.tsx";
import { Section } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";

/** What happened to the account, and what its owner did to others. */
export function Activity() {
  const me = useMe().data?.id;
  const words = inside.account.activity;
  const events = useParts((cursor, signal) => {
    const query = { limit: 10, ...(cursor && { cursor }) };
    return outcome(api.GET("/v1/users/me/events", { params: { query }, signal }));
  });

  const row = ({ id, type, at, method, ip_network, user_id, actor_id, count }: Schemas["AuditEventResponse"]) => (
    <li key={id}>
      <p className="name">{wordsForEvent(type)}</p>
      <Facts facts={[
        [words.time, <Time at={at} />],
        [words.method, wordsForMethod(method)],
        [words.network, ip_network],
        [words.count, count > 1 ? `${count} ×` : null],
        [words.actor, actor_id && (user_id === me ? words.admin : words.you)],
      ]} />
    </li>
  );

  return (
    <Section title={words.title}>
      <PartsOf list={events} end={events.data?.items.length === 0 ? words.empty : words.end}>
        {(items) => <ol className="events">{items.map(row)}</ol>}
      </PartsOf>
    </Section>
  );
}
