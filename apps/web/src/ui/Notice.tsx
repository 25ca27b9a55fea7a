import { useEffect, useMemo, useRef, type ReactNode } from "react";
import type { Problem } from "../api.ts";
import { clock, duration, useCountdown } from "../countdown.ts";
import { wordsFor } from "../errors.ts";
import { t } from "../texts/index.ts";

/**
 * A problem, with the wait of a limit counted down. Screen readers hear the beginning and the end of the
 * wait only, and the time that is left at each `press` of the button meanwhile.
 */
export function Notice(props: {
  problem: Problem;
  /** Replaces the general words for the problem. */
  words?: ReactNode;
  presses?: number;
  /** There are entries, which the problem has not changed. */
  hasEntries?: boolean;
  isFocused?: boolean;
  children?: ReactNode;
}) {
  const { problem, presses = 0, isFocused = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const left = useCountdown(problem);
  const leftAtPress = useMemo(() => left, [presses]);
  const hasEnded = Boolean(problem.seconds) && left === 0;
  useEffect(() => {
    if (isFocused) box.current?.focus();
  }, [isFocused, problem]);
  return (
    <div ref={box} className="notice bad" tabIndex={-1}>
      <div role="alert">
        <p>{props.words ?? wordsFor(problem)} {props.hasEntries && (problem.status ?? 500) >= 500 && t.kept}</p>
        {problem.seconds ? <p className="unseen">{t.wait.left(duration(problem.seconds))}</p> : undefined}
        {problem.status !== undefined && problem.status >= 500 && problem.requestId && (
          <p className="hint">{t.requestId} <code>{problem.requestId}</code></p>
        )}
      </div>
      {left > 0 && <p aria-hidden="true" className="countdown">{t.wait.left(clock(left))}</p>}
      <p role="status" className={hasEnded ? "" : "unseen"}>
        {hasEnded && t.wait.over}
        {presses > 0 && left > 0 && <span key={presses}>{t.wait.left(duration(leftAtPress))}</span>}
      </p>
      {props.children}
    </div>
  );
}

/** Something went well, or is worth knowing. Present from the start, so that screen readers notice it. */
export function Status({ children }: { children?: ReactNode }) {
  return <div role="status" className={children ? "notice good" : "unseen"}>{children}</div>;
}
