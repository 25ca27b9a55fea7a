/** Files on their way to the API: which photo each is, how many at once, and how much has been sent. */
import { reasonOf } from "./limits.js";

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

export type Turn = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Returns a function that runs work in the order of its calls, two at a time. What is aborted waits no longer. */
export function turns(): Turn {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work, signal) => {
    if (signal?.aborted) throw reasonOf(signal);
    if (running < AT_ONCE) running += 1;
    else {
      await new Promise<void>((resolve, reject) => {
        const begin = () => (signal?.removeEventListener("abort", stop), resolve());
        const stop = () => (waiting.splice(waiting.indexOf(begin), 1), reject(reasonOf(signal!)));
        signal?.addEventListener("abort", stop, { once: true });
        waiting.push(begin);
      });
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift(); // takes this place
      if (next) next();
      else running -= 1;
    }
  };
}

/** Send a file like `fetch`, which tells no progress. */
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
