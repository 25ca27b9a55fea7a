import { useRef } from "react";
import { Link } from "wouter";
import { outcome } from "@stylipp/api-client";
import { api, type Schemas } from "../api.ts";
import { useLoad } from "../load.ts";
import { t } from "../texts/index.ts";
import { Loading } from "../ui/Loading.tsx";
import { Time } from "../ui/Time.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { Search, SearchField, SelectField, useFilters, type Filters } from "./filters.tsx";
import { Table } from "./Table.tsx";

const PAGE_SIZE = 20;
const LIST_END = 10_000; // further accounts are found by a search only

export default function Users() {
  const filters = useFilters();
  const caption = useRef<HTMLTableCaptionElement>(null);
  const search = useRef<HTMLDivElement>(null);
  const words = t.admin.users;
  const state = filters.get("state");
  const role = (["user", "admin"] as const).find((one) => one === filters.get("role"));
  const query = {
    q: filters.get("q"),
    page: Number(filters.get("page")) || 1,
    page_size: PAGE_SIZE,
    ...(role && { role }),
    ...(state && { is_disabled: state === "disabled" }),
  };
  const users = useLoad(
    (signal) => outcome(api.GET("/v1/users", { params: { query }, signal })),
    filters.key,
  );
  const last = Math.ceil(Math.min(users.data?.total ?? 0, LIST_END) / PAGE_SIZE);
  function clear() {
    filters.clear();
    search.current?.querySelector("input")?.focus();
  }
  return (
    <AdminPage title={words.title} problem={users.problem}>
      <div ref={search}>
        <Search>
          <SearchField label={words.search} name="q" filters={filters} />
          <SelectField
            label={words.role}
            name="role"
            filters={filters}
            options={{ "": words.all, ...words.roles }}
          />
          <SelectField
            label={words.state}
            name="state"
            filters={filters}
            options={{ "": words.all, ...words.states }}
          />
        </Search>
      </div>
      <p role="status" className="unseen">
        {!users.isLoading && users.data && words.found(users.data.total)}
      </p>
      <Loading of={users}>
        {({ items, total, page }) =>
          items.length > 0 ? (
            <>
              <Table
                caption={words.found(total)}
                captionRef={caption}
                columns={[words.address, words.role, words.state, words.since, words.seen]}
                rows={items.map((user) => ({ id: user.id, cells: cellsOf(user) }))}
                isBusy={users.isLoading}
              />
              {last > 1 && (
                <Pages at={page} last={last} filters={filters} onLeave={() => caption.current?.focus()} />
              )}
            </>
          ) : (
            <div className="empty">
              <p>{words.nobody(query.q)}</p>
              <button type="button" onClick={clear}>
                {words.clear}
              </button>
            </div>
          )
        }
      </Loading>
    </AdminPage>
  );
}

function Pages({ at, last, filters, onLeave }: { at: number; last: number; filters: Filters; onLeave: () => void }) {
  const words = t.admin.users;
  const link = (to: number, text: string) => (
    <Link href={filters.at("page", String(to))} onClick={onLeave}>
      {text}
    </Link>
  );
  return (
    <nav aria-label={words.pages} className="pages">
      {at > 1 && link(at - 1, words.previous)}
      <span>{words.page(at, last)}</span>
      {at < last && link(at + 1, words.next)}
    </nav>
  );
}

function cellsOf({ id, email, role, is_disabled, created_at, last_seen_at }: Schemas["UserAdminResponse"]) {
  const { roles, states, never } = t.admin.users;
  return [
    <Link href={`/admin/users/${id}`}>{email}</Link>,
    roles[role],
    is_disabled ? states.disabled : states.active,
    <Time at={created_at} isDate />,
    last_seen_at ? <Time at={last_seen_at} /> : never,
  ];
}
