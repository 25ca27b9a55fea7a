/** Files on their way to the API: which photo each is, how many at once, and how much has been sent. */
import { reasonOf } from "./limits.js";
import { secondsToWait } from "./outcome.js";

/** More would only share the connection, and the API receives few at once of an account. */
const AT_ONCE = 2;

const ids = new WeakMap<Blob, string>();

/**
 * The `photo_id` of a file. It stays the same, so that a file which is sent again, because the answer was
 * lost, is the same photo and never a second one.
 */
export function photoIdOf(file: Blob): string {
  const known = ids.get(file);
  if (known !== undefined) return known;
  // Pages without TLS, such as those that a phone loads from a laptop, have no `crypto.randomUUID()`.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const id = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  ids.set(file, id);
  return id;
}

type Answer = { response: Response };
export type Turn = <T extends Answer>(work: () => Promise<T>, wait: () => void, signal?: AbortSignal) => Promise<T>;

/**
 * Returns a function that runs uploads in the order of its calls, two at a time. What is aborted waits no
 * longer. When the API limits them (429), none begins before it allows one; when two at a time were too slow
 * for it (408), each is sent again by itself. After either, they are sent one at a time. `wait` is called when
 * one that has begun waits again.
 */
export function turns(): Turn {
  let atOnce = AT_ONCE;
  let running = 0;
  let begun = 0;
  let pauses = 0;
  const waiting: (() => void)[] = [];

  function proceed(): void {
    while (pauses === 0 && running < atOnce && waiting.length > 0) {
      running += 1;
      begun += 1;
      waiting.shift()!();
    }
  }

  function pause(seconds: number): void {
    pauses += 1;
    setTimeout(() => ((pauses -= 1), proceed()), seconds * 1000);
  }

  function turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(reasonOf(signal));
      const begin = () => (signal?.removeEventListener("abort", stop), resolve());
      const stop = () => (waiting.splice(waiting.indexOf(begin), 1), reject(reasonOf(signal!)));
      signal?.addEventListener("abort", stop, { once: true });
      waiting.push(begin);
      proceed();
    });
  }

  return async (work, wait, signal) => {
    for (;;) {
      await turn(signal);
      const before = begun;
      const wasAlone = running === 1;
      try {
        const answer = await work();
        const { status } = answer.response;
        if (status === 429) pause(secondsToWait(answer.response) ?? 5);
        else if (status !== 408 || (wasAlone && begun === before)) return answer;
        atOnce = 1;
        wait();
      } finally {
        running -= 1;
        proceed();
      }
    }
  };
}

/**
 * Send a file like `fetch`, which tells no progress.
 *
 * When the API answers 408 on a connection that was used before, Chromium sends the request once more by itself,
 * and tells neither: the progress stands still until the second attempt is further than the first.
 */
export async function sendFile(
  { method, url, headers, signal }: Request,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<Response> {
  const xhr = new XMLHttpRequest();
  await new Promise<void>((resolve, reject) => {
    xhr.open(method, url);
    xhr.withCredentials = true;
    headers.forEach((value, name) => xhr.setRequestHeader(name, value));
    xhr.upload.onprogress = ({ loaded, total }) => onProgress(total && loaded / total);
    xhr.onload = () => resolve();
    xhr.onerror = () => reject(new TypeError("The file could not be sent.")); // as `fetch` does
    xhr.onabort = () => reject(reasonOf(signal));
    signal.addEventListener("abort", () => xhr.abort());
    onProgress(0);
    xhr.send(file);
  });
  const lines = xhr.getAllResponseHeaders().split("\r\n").filter(Boolean);
  const received = lines.map((line) => line.split(/: ?(.*)/s, 2) as [string, string]);
  const body = [204, 205, 304].includes(xhr.status) ? null : xhr.responseText;
  return new Response(body, { status: xhr.status, headers: received });
}
