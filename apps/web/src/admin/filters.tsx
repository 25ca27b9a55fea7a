import { useEffect, useId, useRef, type ReactNode } from "react";
import { useSearchParams } from "wouter";

export type Filters = ReturnType<typeof useFilters>;

/** What a list is filtered by. It is in the address, so that Back and a reload keep it. */
export function useFilters() {
  const [params, setParams] = useSearchParams();
  return {
    get: (name: string) => params.get(name) ?? "",
    key: params.toString(),
    change: (name: string, value: string, options?: { replace: boolean }) =>
      setParams(with_(params, name, value), options),
    clear: () => setParams({}),
    /** The address with a place in the list. */
    at: (name: "page" | "cursor", value: string) => `${location.pathname}?${with_(params, name, value)}`,
  };
}

/** A list that is filtered in another way begins at its beginning. */
function with_(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const place of ["page", "cursor"]) next.delete(place);
  if (value) next.set(name, value);
  else next.delete(name);
  return next;
}

/** A text that is searched for 250 ms after the last change. */
export function SearchField({ label, name, filters }: { label: string; name: string; filters: Filters }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wanted = filters.get(name);
  const sent = useRef(wanted);
  useEffect(() => {
    if (wanted !== sent.current) field.current!.value = wanted; // by Back, or cleared
    sent.current = wanted;
  }, [wanted]);
  useEffect(() => () => clearTimeout(timer.current), []);
  function onInput() {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      sent.current = field.current!.value.trim();
      filters.change(name, sent.current, { replace: true });
    }, 250);
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={field}
        id={id}
        type="search"
        name={name}
        defaultValue={wanted}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onInput={onInput}
      />
    </div>
  );
}

export function SelectField({
  label,
  name,
  filters,
  options,
}: {
  label: string;
  name: string;
  filters: Filters;
  /** Values and their words. The first one, with an empty value, filters nothing. */
  options: Record<string, string>;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} value={filters.get(name)} onChange={(e) => filters.change(name, e.target.value)}>
        {Object.entries(options).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

export function DateField({ label, name, filters }: { label: string; name: string; filters: Filters }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        name={name}
        value={filters.get(name)}
        onChange={(e) => filters.change(name, e.target.value)}
      />
    </div>
  );
}

export function Search({ children }: { children: ReactNode }) {
  return (
    <search>
      <form className="filters" method="post" onSubmit={(event) => event.preventDefault()}>
        {children}
      </form>
    </search>
  );
}
