/** How long things may take: calls, and the lock that tabs share. */

/** How long to wait for the lock, which a frozen tab may hold forever. */
const LOCK_MS = 5_000;

/** The longest delay that timers understand. */
const LONGEST_MS = 2 ** 31 - 1;

export const reasonOf = ({ reason }: AbortSignal): unknown =>
  reason ?? new DOMException("The call was aborted.", "AbortError"); // older browsers give no reason

/**
 * Settle like the work, or reject as soon as the time is over or `outer` is aborted. Both abort the
 * signal that the work gets. `outer` continues to do so after the end if the result `isOpen`, a stream.
 */
export async function within<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal | null,
  isOpen = false,
): Promise<T> {
  const control = new AbortController(); // older browsers have neither `AbortSignal.timeout` nor `any`
  const { signal } = control;
  const timer = setTimeout(
    () => control.abort(new DOMException("The API took too long.", "TimeoutError")),
    Math.min(ms, LONGEST_MS),
  );
  const follow = () => {
    if (outer?.aborted) control.abort(reasonOf(outer));
  };
  outer?.addEventListener("abort", follow);
  follow();
  try {
    return await new Promise((resolve, reject) => {
      const abort = () => reject(reasonOf(signal));
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort);
      work(signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    if (!isOpen) outer?.removeEventListener("abort", follow);
  }
}

/**
 * Run in one tab at a time, so that each starts with the cookie set by the previous one. The lock
 * is only an improvement: without Web Locks, where they are refused (in a sandboxed frame, or because
 * the browser blocks site data), and when the lock is not granted in time, the work runs without it.
 */
export async function locked<T>(work: () => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const runOnce = () => (running ??= work());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, LOCK_MS)));
  try {
    await Promise.race([navigator.locks.request("stylipp-session", runOnce), patience]);
  } catch {
    // Either there is no lock, or the work has failed, which the line below reports.
  } finally {
    clearTimeout(timer);
  }
  return runOnce();
}
