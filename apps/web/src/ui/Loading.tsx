import { useEffect, useRef, useState, type ReactNode } from "react";
import { Notice } from "./Notice.tsx";
import { useHeldButton } from "../countdown.ts";
import type { Loaded } from "../load.ts";
import { t } from "../texts/index.ts";

/**
 * What was loaded; until then nothing for 400 ms, then lines; after a failure a button to try again,
 * which hands the focus to the heading when it goes. With `isFocused`, the failure has the focus.
 */
export function Loading<T>(props: { of: Loaded<T>; isFocused?: boolean; children: (data: T) => ReactNode }) {
  const { of, isFocused = false, children } = props;
  const box = useRef<HTMLDivElement>(null);
  const [isAgain, setAgain] = useState(false);
  const { presses, press } = useHeldButton(of.problem);
  const isDone = isAgain && !of.problem;
  useEffect(() => {
    if (!isDone) return;
    box.current?.closest("section, main")?.querySelector<HTMLElement>("h1, h2")?.focus();
    setAgain(false);
  }, [isDone]);
  return (
    <div ref={box}>
      {of.problem && (
        <Notice problem={of.problem} {...{ presses, isFocused }}>
          <button type="button" aria-disabled={of.isLoading} onClick={() => press(() => (setAgain(true), of.load()))}>
            {t.tryAgain}
          </button>
        </Notice>
      )}
      {of.data !== undefined ? children(of.data) : !of.problem && <Waiting />}
    </div>
  );
}

export const Wait = () => <main><Waiting /></main>;

export function Waiting() {
  return <div className="waiting" role="status"><span className="unseen">{t.loading}</span></div>;
}
