import { useRef, useState } from "react";
import { Link } from "wouter";
import { outcome } from "@stylipp/api-client";
import { Device } from "../account/Sessions.tsx";
import { api, type Schemas } from "../api.ts";
import { useLoad } from "../load.ts";
import { useMe } from "../me.tsx";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Loading } from "../ui/Loading.tsx";
import { Status } from "../ui/Notice.tsx";
import { PartsOf, useParts } from "../ui/Parts.tsx";
import { Section } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { Confirm } from "./Confirm.tsx";
import { Events, type Event } from "./Events.tsx";

/** Keyed, so that no button acts on an account that is not shown. */
export default function User({ id }: { id: string }) {
  return <OneUser key={id} id={id} />;
}

function OneUser({ id }: { id: string }) {
  const params = { path: { user_id: id } };
  const heading = useRef<HTMLHeadingElement>(null);
  const [said, say] = useState("");
  const words = t.admin.user;
  const myId = useMe().data?.id;
  const user = useLoad((signal) => outcome(api.GET("/v1/users/{user_id}", { params, signal })));
  const sessions = useLoad((signal) =>
    outcome(api.GET("/v1/users/{user_id}/sessions", { params: { ...params, query: { page_size: 100 } }, signal })),
  );
  const events = useParts<Event>(async (cursor, signal) => {
    const query = { user_id: id, limit: 10, ...(cursor !== undefined && { cursor }) };
    const { data, problem } = await outcome(api.GET("/v1/audit", { params: { query }, signal }));
    return problem ? { problem } : { data: { items: data.items, next: data.next_cursor } };
  });

  /** Loads again also after a failure: somebody else may have changed the account meanwhile. */
  async function send(call: ReturnType<typeof outcome<unknown, string>>, sentence: string) {
    const { problem } = await call;
    for (const { load } of [user, sessions, events]) load();
    if (!problem) say(sentence);
    return problem;
  }
  const change = (body: Schemas["UserAdminUpdate"], sentence: string) =>
    send(outcome(api.PATCH("/v1/users/{user_id}", { params, body })), sentence);

  if (user.problem?.code === "not_found") {
    return (
      <AdminPage title={words.gone} problem={undefined}>
        <p>{words.goneText}</p>
        <Link href={`${ROUTES.adminAudit}?account=${id}`}>{words.goneEvents}</Link>
      </AdminPage>
    );
  }
  return (
    <AdminPage title={user.data?.email ?? words.title} problem={user.problem}>
      <Status>{said}</Status>
      <Loading of={user}>
        {({ email, role, is_disabled, is_email_verified, created_at, last_seen_at }) => (
          <>
            <dl className="facts">
              <dt>{t.admin.users.role}</dt>
              <dd>{t.admin.users.roles[role]}</dd>
              <dt>{t.admin.users.state}</dt>
              <dd>{is_disabled ? t.admin.users.states.disabled : t.admin.users.states.active}</dd>
              <dt>{words.verified}</dt>
              <dd>{is_email_verified ? words.yes : words.no}</dd>
              <dt>{t.admin.users.since}</dt>
              <dd>
                <Time at={created_at} isDate />
              </dd>
              <dt>{t.admin.users.seen}</dt>
              <dd>{last_seen_at ? <Time at={last_seen_at} /> : t.admin.users.never}</dd>
            </dl>
            {id === myId ? (
              <p className="hint">{words.oneself}</p>
            ) : (
              <div className="actions">
                {role === "admin" ? (
                  <Confirm {...words.demote(email)} send={() => change({ role: "user" }, words.demoted(email))} />
                ) : (
                  <Confirm {...words.promote(email)} send={() => change({ role: "admin" }, words.promoted(email))} />
                )}
                {is_disabled ? (
                  <Confirm {...words.enable(email)} send={() => change({ is_disabled: false }, words.enabled(email))} />
                ) : (
                  <Confirm
                    {...words.disable(email)}
                    isDangerous
                    send={() => change({ is_disabled: true }, words.disabled(email))}
                  />
                )}
              </div>
            )}
            <Section title={words.sessions} heading={heading}>
              <Loading of={sessions}>
                {({ items }) =>
                  items.length === 0 ? (
                    <p>{words.noSessions}</p>
                  ) : (
                    <>
                      <ul className="labels">
                        {items.map((session) => (
                          <li key={session.id}>
                            <Device {...session} />
                          </li>
                        ))}
                      </ul>
                      <Confirm
                        {...words.end(email)}
                        focus={heading}
                        send={() =>
                          send(outcome(api.DELETE("/v1/users/{user_id}/sessions", { params })), words.ended(email))
                        }
                      />
                    </>
                  )
                }
              </Loading>
            </Section>
          </>
        )}
      </Loading>
      <Section title={words.events}>
        <PartsOf list={events} end={words.noMore}>
          {(items) => <Events of={items} caption={words.events} isBusy={events.isLoading} isOfOne />}
        </PartsOf>
      </Section>
    </AdminPage>
  );
}
