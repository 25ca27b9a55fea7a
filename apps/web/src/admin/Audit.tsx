import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { outcome } from "@stylipp/api-client";
import { api } from "../api.ts";
import { useLoad } from "../load.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Loading } from "../ui/Loading.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { Events } from "./Events.tsx";
import { DateField, Search, SearchField, SelectField, useFilters } from "./filters.tsx";

const CHECK_MS = 30_000;

export default function Audit() {
  const filters = useFilters();
  const caption = useRef<HTMLTableCaptionElement>(null);
  const words = t.admin.audit;
  const cursor = filters.get("cursor");
  const list = async (page: { limit: number; cursor?: string }, signal: AbortSignal) => {
    const { id, problem } = await accountFor(filters.get("account"), signal);
    if (problem) return { problem };
    if (id === null) return { data: { items: [], next_cursor: null } };
    const query = { ...page, ...id, ...timesOf(filters.get("since"), filters.get("until")) };
    const type = filters.get("type");
    return outcome(api.GET("/v1/audit", { params: { query: { ...query, ...(type && { type }) } }, signal }));
  };
  const events = useLoad((signal) => list({ limit: 50, ...(cursor && { cursor }) }, signal), filters.key);
  const newest = useLoad((signal) => list({ limit: 1 }, signal), `${filters.key} ${useClock()}`);
  const first = events.data?.items[0]?.id;
  const isOld = !cursor && !events.isLoading && !newest.isLoading && newest.data?.items[0]?.id !== first;
  const onLeave = () => caption.current?.focus();
  return (
    <AdminPage title={words.title} problem={events.problem}>
      <Search>
        <SearchField label={words.account} name="account" filters={filters} />
        <SelectField
          label={words.type}
          name="type"
          filters={filters}
          options={{ "": t.admin.users.all, ...t.events }}
        />
        <DateField label={words.since} name="since" filters={filters} />
        <DateField label={words.until} name="until" filters={filters} />
      </Search>
      {isOld && newest.data && (
        <p className="notice">
          {words.newer}{" "}
          <button type="button" className="link" onClick={() => (onLeave(), events.load())}>
            {words.showNewer}
          </button>
        </p>
      )}
      <Loading of={events}>
        {({ items, next_cursor }) => (
          <>
            {items.length > 0 ? (
              <Events of={items} caption={words.caption} captionRef={caption} isBusy={events.isLoading} />
            ) : (
              <p className="empty">{words.empty}</p>
            )}
            <nav aria-label={t.admin.users.pages} className="pages">
              {cursor && <Link href={filters.at("cursor", "")}>{words.newest}</Link>}
              {next_cursor && (
                <Link href={filters.at("cursor", next_cursor)} onClick={onLeave}>
                  {words.older}
                </Link>
              )}
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

/** The account with an address, or with an id, as of one that was deleted. `id` is null if there is none. */
async function accountFor(text: string, signal: AbortSignal) {
  if (text === "") return { id: {} };
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return { id: { user_id: text } };
  const query = { q: text, page_size: 1 };
  const { data, problem } = await outcome(api.GET("/v1/users", { params: { query }, signal }));
  if (problem) return { id: null, problem };
  const [found] = data.items;
  return { id: found?.email === text.toLowerCase() ? { user_id: found.id } : null };
}

/** From the beginning of one day to the end of another one, where the administrator is. */
function timesOf(since: string, until: string) {
  const from = new Date(`${since}T00:00`);
  const to = new Date(`${until}T00:00`);
  to.setDate(to.getDate() + 1);
  return {
    ...(Number.isFinite(from.getTime()) && { since: from.toISOString() }),
    ...(Number.isFinite(to.getTime()) && { until: to.toISOString() }),
  };
}
