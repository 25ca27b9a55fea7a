import { useEffect, useEffectEvent, useState } from "react";
import { api, type Outcome, type Problem } from "./api.ts";

const CHANGED = "stylipp-account";

/** The account was changed here: load all that is shown of it again, in all tabs. */
export function reloadAccount(): void {
  dispatchEvent(new Event(CHANGED));
  api.session.announce();
}

/** Call the listener when the account was changed, here or in another tab. */
export function useAccountChange(listener: () => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => {
    const onChange = () => hear();
    addEventListener(CHANGED, onChange);
    const unsubscribe = api.session.subscribe((event) => event === "account" && onChange());
    return () => (unsubscribe(), removeEventListener(CHANGED, onChange));
  }, []);
}

export interface Loaded<T> {
  /** What was loaded last; it stays while it is loaded again. */
  data: T | undefined;
  problem: Problem | undefined;
  isLoading: boolean;
  /** Load again; `isLoading` until that is done. */
  load: () => void;
}

/**
 * Load what a component shows: at first, whenever `key` changes (an overtaken request is aborted), when
 * the account was changed, and after a failure when the connection returns.
 */
export function useLoad<T>(
  call: (signal: AbortSignal) => Promise<Outcome<T>>,
  key: unknown = "",
): Loaded<T> {
  const [outcome, setOutcome] = useState<Partial<Outcome<T>>>({});
  const [isLoading, setLoading] = useState(true);
  const [count, setCount] = useState(0);
  const load = () => setCount((before) => before + 1);
  const start = useEffectEvent(async (signal: AbortSignal) => {
    setLoading(true);
    try {
      const result = await call(signal);
      if (signal.aborted) return;
      setOutcome((before) => (result.problem ? { ...before, problem: result.problem } : result) as typeof before);
      setLoading(false);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
  useEffect(() => {
    const abort = new AbortController();
    void start(abort.signal);
    return () => abort.abort();
  }, [key, count]);
  const hasFailed = outcome.problem !== undefined;
  useEffect(() => {
    if (!hasFailed) return;
    addEventListener("online", load);
    return () => removeEventListener("online", load);
  }, [hasFailed]);
  useAccountChange(load);
  return { data: outcome.data, problem: outcome.problem, isLoading, load };
}
