import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useSearchParams } from "wouter";
import { inside } from "../texts/inside.ts";

export type Filters = ReturnType<typeof useFilters>;

/** What a list is filtered by. It is in the address, so that Back and a reload keep it. */
export function useFilters() {
  const [params, setParams] = useSearchParams();
  return {
    key: params.toString(),
    get: (name: string) => params.get(name) ?? "",
    change: (name: string, value: string, replace: boolean) =>
      setParams((now) => changed(now, name, value), { replace }), // others may have changed since `params`
    clear: () => setParams({}),
    /** The address of another part of the list. */
    at: (name: "page" | "cursor", value: string) => `${location.pathname}?${changed(params, name, value)}`,
  };
}

/** A list that is filtered in another way begins at its beginning. */
function changed(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const kept = [...params].filter(([key]) => ![name, "page", "cursor"].includes(key));
  return new URLSearchParams(value ? [...kept, [name, value]] : kept);
}

/** A choice with `options`, whose values have words; or an input. A text is searched for after 250 ms. */
export function Filter(props: {
  label: string;
  name: string;
  filters: Filters;
  type?: "search" | "date";
  options?: Record<string, string>;
}) {
  const { label, name, filters, type, options } = props;
  const id = useId();
  const wanted = filters.get(name);
  const [entered, enter] = useState(wanted);
  const [before, setBefore] = useState(wanted);
  if (wanted !== before) {
    setBefore(wanted);
    enter(wanted); // by Back, or cleared
  }
  useEffect(() => {
    if (entered === wanted) return;
    const isText = type === "search";
    const timer = setTimeout(() => filters.change(name, entered.trim(), isText), isText ? 250 : 0);
    return () => clearTimeout(timer);
  }, [entered]);
  const control = { id, name, value: entered, onChange: (e: { target: { value: string } }) => enter(e.target.value) };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {options ? (
        <select {...control}>
          {Object.entries(options).map(([value, words]) => <option key={value} value={value}>{words}</option>)}
        </select>
      ) : <input {...control} type={type} autoComplete="off" autoCapitalize="none" spellCheck={false} />}
    </div>
  );
}

/** Filters with a button that clears them, also those that nothing on the page has set. */
export function Search({ filters, children }: { filters: Filters; children: ReactNode }) {
  const form = useRef<HTMLFormElement>(null);
  const clear = () => (filters.clear(), form.current?.querySelector("input")?.focus());
  return (
    <search>
      <form ref={form} method="post" className="filters" onSubmit={(event) => event.preventDefault()}>
        {children}
        <button type="button" hidden={!filters.key} onClick={clear}>{inside.admin.users.clear}</button>
      </form>
    </search>
  );
}
