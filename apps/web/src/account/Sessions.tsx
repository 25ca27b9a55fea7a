import { api, outcome, type Schemas } from "../api.ts";
import { logOut } from "../logout.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { Device } from "../ui/Device.tsx";
import { Form } from "../ui/Form.tsx";
import { PartsOf, useParts } from "../ui/Parts.tsx";
import { Section, useDone } from "../ui/Section.tsx";

export function Sessions() {
  const { heading, said, act } = useDone();
  const words = inside.account.sessions;
  const sessions = useParts(async (page = "1", signal) => {
    const query = { page: Number(page), page_size: 50 };
    const { data, problem } = await outcome(api.GET("/v1/auth/sessions", { params: { query }, signal }));
    if (problem) return { problem };
    const isAll = data.page * data.page_size >= data.total;
    return { data: { items: data.items, next_cursor: isAll ? null : String(data.page + 1) } };
  });
  const isOnlyHere = sessions.data?.isAll && sessions.data.items.length <= 1;

  const endOne = (session_id: string, name: string) =>
    act(outcome(api.DELETE("/v1/auth/sessions/{session_id}", { params: { path: { session_id } } })), words.ended(name));

  const row = (session: Schemas["SessionResponse"]) => {
    const { id, device, is_current } = session;
    const name = words.device(device ?? words.unknown);
    return (
      <li key={id}>
        <Device {...session} />
        {!is_current && (
          <Form submit={t.logOut} name={words.end(name)} look="plain" send={() => endOne(id, name)} />
        )}
      </li>
    );
  };

  const endOthers = () => act(outcome(api.POST("/v1/auth/logout-others")), words.endedOthers);
  return (
    <Section title={words.title} heading={heading} said={said}>
      <PartsOf list={sessions} end={isOnlyHere ? words.onlyHere : words.several}>
        {(items) => (
          <ul className="labels">
            {items.toSorted((a, b) => Number(b.is_current) - Number(a.is_current)).map(row)}
          </ul>
        )}
      </PartsOf>
      <div className="actions">
        {sessions.data && !isOnlyHere && <Form submit={words.endOthers} look="plain" send={endOthers} />}
        <Form submit={words.endHere} look="plain" send={logOut} />
      </div>
    </Section>
  );
}
