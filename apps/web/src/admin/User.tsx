import { useRef, useState } from "react";
import { Link } from "wouter";
import { api, outcome, type Problem, type Schemas } from "../api.ts";
import { useLoad } from "../load.ts";
import { useMe } from "../me.tsx";
import { inside } from "../texts/inside.ts";
import { Confirm } from "../ui/Confirm.tsx";
import { Device } from "../ui/Device.tsx";
import { Facts } from "../ui/Facts.tsx";
import { Loading } from "../ui/Loading.tsx";
import { Status } from "../ui/Notice.tsx";
import { PartsOf, useParts } from "../ui/Parts.tsx";
import { Section } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { Events, listEvents } from "./Events.tsx";

/** Keyed, so that no button acts on another account than the one that is shown. */
export default function User({ id }: { id: string }) {
  return <OneUser key={id} id={id} />;
}

function OneUser({ id }: { id: string }) {
  const words = inside.admin.user;
  const list = inside.admin.users;
  const { profile } = inside.account;
  const params = { path: { user_id: id } };
  const heading = useRef<HTMLHeadingElement>(null);
  const [said, say] = useState("");
  const isMe = useMe().data?.id === id;
  const user = useLoad((signal) => outcome(api.GET("/v1/users/{user_id}", { params, signal })));
  const sessions = useLoad((signal) => outcome(api.GET("/v1/users/{user_id}/sessions", { params, signal })));
  const events = useParts((cursor, signal) => listEvents({ user_id: id, limit: 10, cursor }, signal));

  if (user.problem?.code === "not_found") {
    return (
      <AdminPage title={words.gone} problem={undefined}>
        <Link href={`/admin/audit?account=${id}`}>{words.goneEvents}</Link>
      </AdminPage>
    );
  }

  /** Loads again after a failure, too: another administrator may have changed the account. */
  async function send(call: Promise<{ problem?: Problem | undefined }>, sentence: string) {
    const { problem } = await call;
    for (const { load } of [user, sessions, events]) load();
    if (!problem) say(sentence);
    return problem;
  }
  type Change = "promote" | "demote" | "disable" | "enable";
  const change = (name: Change, email: string, body: Schemas["UserAdminUpdate"]) => (
    <Confirm
      action={words[name].action}
      question={words[name].question(email)}
      look={name === "disable" ? "main danger" : "main"}
      send={() => send(outcome(api.PATCH("/v1/users/{user_id}", { params, body })), words[name].done(email))}
    />
  );
  const endAll = (email: string) =>
    send(outcome(api.DELETE("/v1/users/{user_id}/sessions", { params })), words.end.done(email));
  return (
    <AdminPage title={user.data?.email ?? words.title} problem={user.problem}>
      <Status>{said}</Status>
      <Loading of={user}>
        {({ email, role, is_disabled, is_email_verified, created_at, last_seen_at }) => (
          <>
            <Facts facts={[
              [list.role, list.roles[role]],
              [list.state, list.states[is_disabled ? "disabled" : "active"]],
              [profile.state, is_email_verified ? profile.yes : profile.no],
              [list.since, <Time at={created_at} isDate />],
              [list.seen, last_seen_at ? <Time at={last_seen_at} /> : list.never],
            ]} />
            {isMe ? <p className="notice">{words.oneself}</p> : (
              <div className="actions">
                {role === "admin" && change("demote", email, { role: "user" })}
                {role !== "admin" && change("promote", email, { role: "admin" })}
                {change(is_disabled ? "enable" : "disable", email, { is_disabled: !is_disabled })}
              </div>
            )}
            <Section title={words.sessions} heading={heading}>
              <Loading of={sessions}>
                {({ items }) => (
                  <>
                    {items.length === 0 && <p>{words.nowhere}</p>}
                    <ul className="labels">
                      {items.map((session) => <li key={session.id}><Device {...session} /></li>)}
                    </ul>
                    {items.length > 0 && (
                      <Confirm
                        action={words.end.action}
                        question={words.end.question(email)}
                        look="main danger"
                        focus={heading}
                        send={() => endAll(email)}
                      />
                    )}
                  </>
                )}
              </Loading>
            </Section>
          </>
        )}
      </Loading>
      <Section title={inside.account.activity.title}>
        <PartsOf list={events} end={inside.account.activity.end}>
          {(items) => <Events of={items} isBusy={events.isLoading} />}
        </PartsOf>
      </Section>
    </AdminPage>
  );
}
