import type { ReactNode } from "react";
import { Notice } from "./Notice.tsx";
import type { Loaded } from "../load.ts";
import { t } from "../texts/index.ts";

/** What was loaded; until then nothing for 400 ms, then lines; after a failure a button to try again. */
export function Loading<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ReactNode }) {
  return (
    <>
      {of.problem && (
        <Notice problem={of.problem}>
          <button type="button" onClick={of.load}>
            {t.tryAgain}
          </button>
        </Notice>
      )}
      {of.data !== undefined ? children(of.data) : !of.problem && <Waiting />}
    </>
  );
}

export function Waiting() {
  return (
    <div className="waiting" role="status">
      <span className="unseen">{t.loading}</span>
    </div>
  );
}
