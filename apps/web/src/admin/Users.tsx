import { useRef } from "react";
import { Link, Redirect } from "wouter";
import { api, outcome, type Schemas } from "../api.ts";
import { useLoad } from "../load.ts";
import { inside } from "../texts/inside.ts";
import { Loading } from "../ui/Loading.tsx";
import { Time } from "../ui/Time.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { Filter, Search, useFilters } from "./filters.tsx";
import { Table, type Row } from "./Table.tsx";

const PAGE_SIZE = 20;
const LAST_PAGE = 10_000 / PAGE_SIZE; // further accounts are found by a search only

export default function Users() {
  const words = inside.admin.users;
  const table = useRef<HTMLTableElement>(null);
  const filters = useFilters();
  const role = (["user", "admin"] as const).find((one) => one === filters.get("role"));
  const state = filters.get("state");
  const q = filters.get("q");
  const page = Math.min(Math.max(1, Math.trunc(Number(filters.get("page")) || 1)), LAST_PAGE);
  const filtered = { ...(role && { role }), ...(state && { is_disabled: state === "disabled" }) };
  const query = { q, page, page_size: PAGE_SIZE, ...filtered };
  const users = useLoad((signal) => outcome(api.GET("/v1/users", { params: { query }, signal })), filters.key);

  const row = (user: Schemas["UserAdminResponse"]): Row => [
    user.id,
    <Link href={`/admin/users/${user.id}`}>{user.email}</Link>,
    words.roles[user.role],
    words.states[user.is_disabled ? "disabled" : "active"],
    <Time at={user.created_at} isDate />,
    user.last_seen_at ? <Time at={user.last_seen_at} /> : words.never,
  ];
  const pageLink = (to: number, text: string) => (
    <Link href={filters.at("page", `${to}`)} onClick={() => table.current?.focus()}>{text}</Link>
  );

  return (
    <AdminPage title={words.title} problem={users.problem}>
      <Search filters={filters}>
        <Filter label={words.search} name="q" type="search" filters={filters} />
        <Filter label={words.role} name="role" filters={filters} options={{ "": words.all, ...words.roles }} />
        <Filter label={words.state} name="state" filters={filters} options={{ "": words.all, ...words.states }} />
      </Search>
      <p role="status" className="unseen">{!users.isLoading && users.data && words.found(users.data.total)}</p>
      <Loading of={users}>
        {({ items, total, page }) => {
          const last = Math.min(Math.ceil(total / PAGE_SIZE), LAST_PAGE);
          if (total === 0) return <p>{words.nobody(q)}</p>;
          if (items.length === 0) return <Redirect to={filters.at("page", `${last}`)} replace />;
          return (
            <>
              <Table
                caption={words.found(total)}
                tableRef={table}
                columns={[words.address, words.role, words.state, words.since, words.seen]}
                rows={items.map(row)}
                isBusy={users.isLoading}
              />
              {last > 1 && (
                <nav aria-label={words.pages} className="pages">
                  {page > 1 && pageLink(page - 1, words.previous)}
                  <span>{words.page(page, last)}</span>
                  {page < last && pageLink(page + 1, words.next)}
                </nav>
              )}
            </>
          );
        }}
      </Loading>
    </AdminPage>
  );
}
