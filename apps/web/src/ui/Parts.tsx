import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Outcome } from "../api.ts";
import { useHeldButton } from "../countdown.ts";
import { useLoad, type Loaded } from "../load.ts";
import { t } from "../texts/index.ts";
import { Loading } from "./Loading.tsx";
import { Notice } from "./Notice.tsx";

interface Part<T> {
  items: T[];
  /** What to ask for the next part with; null at the end. */
  next_cursor: string | null;
}

export interface Parts<T> extends Loaded<{ items: T[]; isAll: boolean }> {
  more: () => void;
}

/** A long list, loaded part by part. `load` loads again as many parts as are shown. */
export function useParts<T>(
  call: (cursor: string | undefined, signal: AbortSignal) => Promise<Outcome<Part<T>>>,
): Parts<T> {
  const [wanted, want] = useState(1);
  const held = useRef<Part<T>[]>([]);
  const loaded = useLoad(async (signal) => {
    const parts = held.current.length < wanted ? [...held.current] : [];
    while (parts.length < wanted && parts.at(-1)?.next_cursor !== null) {
      const { data, problem } = await call(parts.at(-1)?.next_cursor ?? undefined, signal);
      if (problem) return { problem };
      parts.push(data);
    }
    held.current = parts;
    return { data: { items: parts.flatMap(({ items }) => items), isAll: parts.at(-1)?.next_cursor === null } };
  }, wanted);
  const more = () => (loaded.problem ? loaded.load() : want(held.current.length + 1));
  return { ...loaded, more };
}

/** Such a list, with a button for the next part below it, or the end, which then gets the focus. */
export function PartsOf<T>(props: { list: Parts<T>; end: ReactNode; children: (items: T[]) => ReactNode }) {
  const { list, end, children } = props;
  const { data, problem, isLoading, more } = list;
  const last = useRef<HTMLParagraphElement>(null);
  const [isPressed, press] = useState(false);
  const { presses, press: hold } = useHeldButton(problem);
  const isAll = data?.isAll && !problem;
  useEffect(() => {
    if (isPressed && isAll) last.current?.focus();
  }, [isPressed, isAll]);
  return (
    <Loading of={data ? { ...list, problem: undefined } : list}>
      {({ items }) => (
        <>
          {children(items)}
          {problem && <Notice problem={problem} presses={presses} />}
          {isAll ? <p ref={last} tabIndex={-1} className="hint">{end}</p> : (
            <button type="button" aria-disabled={isLoading} onClick={() => hold(() => (press(true), more()))}>
              {problem ? t.tryAgain : t.more}
            </button>
          )}
        </>
      )}
    </Loading>
  );
}
