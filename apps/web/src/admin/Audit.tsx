import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { api, outcome } from "../api.ts";
import { useLoad } from "../load.ts";
import { inside } from "../texts/inside.ts";
import { Loading } from "../ui/Loading.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { Events, listEvents } from "./Events.tsx";
import { Filter, Search, useFilters } from "./filters.tsx";

const CHECK_MS = 30_000;

export default function Audit() {
  const words = inside.admin.audit;
  const types = { "": inside.admin.users.all, ...inside.events };
  const table = useRef<HTMLTableElement>(null);
  const filters = useFilters();
  const type = filters.get("type") || undefined;
  const cursor = filters.get("cursor") || undefined;
  async function list(page: { limit: number; cursor?: string | undefined }, signal: AbortSignal) {
    const { data: account, problem } = await accountFor(filters.get("account"), signal);
    if (problem) return { problem };
    if (!account) return { data: { items: [], next_cursor: null } };
    const since = startOf(filters.get("since"));
    const until = startOf(filters.get("until"), 1);
    return listEvents({ ...page, ...account, type, since, until }, signal);
  }
  const events = useLoad((signal) => list({ limit: 50, cursor }, signal), filters.key);
  const newest = useLoad((signal) => list({ limit: 1 }, signal), `${filters.key} ${useClock()}`);
  const isLoading = events.isLoading || newest.isLoading;
  const isOld = !cursor && !isLoading && newest.data?.items[0]?.id !== events.data?.items[0]?.id;
  const toTable = () => table.current?.focus();
  return (
    <AdminPage title={words.title} problem={events.problem}>
      <Search filters={filters}>
        <Filter label={words.account} name="account" type="search" filters={filters} />
        <Filter label={words.type} name="type" filters={filters} options={types} />
        <Filter label={words.since} name="since" type="date" filters={filters} />
        <Filter label={words.until} name="until" type="date" filters={filters} />
      </Search>
      {isOld && (
        <p className="notice">
          {words.newer}{" "}
          <button type="button" className="link" onClick={() => (toTable(), events.load())}>{words.show}</button>
        </p>
      )}
      <Loading of={events}>
        {({ items, next_cursor }) => (
          <>
            {items.length === 0 && <p>{words.empty}</p>}
            {items.length > 0 && <Events of={items} tableRef={table} isBusy={events.isLoading} />}
            <nav aria-label={inside.admin.users.pages} className="pages">
              {cursor && <Link href={filters.at("cursor", "")} onClick={toTable}>{words.newest}</Link>}
              {next_cursor && <Link href={filters.at("cursor", next_cursor)} onClick={toTable}>{words.older}</Link>}
            </nav>
          </>
        )}
      </Loading>
    </AdminPage>
  );
}

/** Counts every half a minute, while the page is visible. */
function useClock(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && setCount((before) => before + 1), CHECK_MS);
    return () => clearInterval(timer);
  }, []);
  return count;
}

/** The account with an address or, as of one that was deleted, with an id; null if there is none. */
async function accountFor(text: string, signal: AbortSignal) {
  if (/^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})?$/i.test(text)) return { data: text ? { user_id: text } : {} };
  const query = { q: text, page_size: 1 };
  const { data, problem } = await outcome(api.GET("/v1/users", { params: { query }, signal }));
  const found = data?.items.find(({ email }) => email === text.toLowerCase());
  return problem ? { problem } : { data: found ? { user_id: found.id } : null };
}

/** The moment at which a day, or the one after it, begins where the administrator is. */
function startOf(day: string, after = 0): string | undefined {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + after);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}
