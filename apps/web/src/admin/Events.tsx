import type { Ref } from "react";
import { Link } from "wouter";
import { api, outcome, type Schemas } from "../api.ts";
import { inside, wordsForEvent, wordsForMethod } from "../texts/inside.ts";
import { Time } from "../ui/Time.tsx";
import { Table, type Row } from "./Table.tsx";

type Event = Schemas["AuditEventAdminResponse"];

type Query = Partial<Record<"user_id" | "type" | "since" | "until" | "cursor", string | undefined>> & { limit: number };

/** What is undefined is not sent. */
export const listEvents = (query: Query, signal: AbortSignal) =>
  outcome(api.GET("/v1/audit", { params: { query: query as { limit: number } }, signal }));

const account = (id: string | null, email: string | null) =>
  id === null ? inside.admin.audit.none
  : email === null ? <Link href={`/admin/audit?account=${id}`}>{inside.admin.audit.deleted}</Link>
  : <Link href={`/admin/users/${id}`}>{email}</Link>;

/** Events, newest first. */
export function Events(props: { of: Event[]; tableRef?: Ref<HTMLTableElement>; isBusy: boolean }) {
  const words = inside.admin.audit;
  const what = ({ type, method, count }: Event) =>
    count > 1 ? words.times(wordsForEvent(type), count)
    : method ? words.by(wordsForEvent(type), wordsForMethod(method)!)
    : wordsForEvent(type);
  const row = (event: Event): Row => [
    event.id,
    <Time at={event.at} isExact />,
    what(event),
    account(event.user_id, event.email),
    account(event.actor_id, event.actor_email),
    event.ip_network ?? words.none,
    event.request_id ? <code>{event.request_id}</code> : words.none,
  ];
  return (
    <Table
      caption={words.caption}
      tableRef={props.tableRef ?? null}
      columns={[words.time, words.type, words.account, words.actor, words.network, words.request]}
      rows={props.of.map(row)}
      isBusy={props.isBusy}
    />
  );
}
