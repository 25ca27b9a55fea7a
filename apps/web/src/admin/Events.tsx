import type { Ref } from "react";
import { Link } from "wouter";
import type { Schemas } from "../api.ts";
import { wordsForEvent } from "../errors.ts";
import { t } from "../texts/index.ts";
import { Time } from "../ui/Time.tsx";
import { Table } from "./Table.tsx";

export type Event = Schemas["AuditEventAdminResponse"];

/** Events, newest first. Those of one account do not name it in each row. */
export function Events({
  of,
  caption,
  captionRef,
  isBusy,
  isOfOne = false,
}: {
  of: Event[];
  caption: string;
  captionRef?: Ref<HTMLTableCaptionElement>;
  isBusy: boolean;
  isOfOne?: boolean;
}) {
  const words = t.admin.audit;
  const account = isOfOne ? [] : [words.account];
  const rows = of.map((event) => ({
    id: event.id,
    cells: [
      <Time at={event.at} isExact />,
      event.count > 1 ? words.times(wordsForEvent(event.type), event.count) : wordsForEvent(event.type),
      ...(isOfOne ? [] : [<AccountLink id={event.user_id} email={event.email} />]),
      <AccountLink id={event.actor_id} email={event.actor_email} />,
      event.ip_network ?? words.none,
      event.request_id ? <code>{event.request_id}</code> : words.none,
    ],
  }));
  const columns = [words.time, words.type, ...account, words.actor, words.network, words.request];
  return <Table {...{ caption, captionRef, columns, rows, isBusy }} />;
}

function AccountLink({ id, email }: { id: string | null; email: string | null }) {
  if (id === null) return t.admin.audit.none;
  if (email === null) return <Link href={`/admin/audit?account=${id}`}>{t.admin.audit.deleted}</Link>;
  return <Link href={`/admin/users/${id}`}>{email}</Link>;
}
