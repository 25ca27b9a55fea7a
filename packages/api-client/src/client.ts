import createFetchClient, { type Client } from "openapi-fetch";
import { checked, internalError, objectIn } from "./response.js";
import type { paths } from "./schema.js";

/** Operations that return a new access token in `access_token`. */
const GIVES_TOKEN = new Set(["/v1/auth/login", "/v1/users/me/password"]);

/** Operations that end the session. */
const ENDS_SESSION = new Set(["/v1/auth/logout", "/v1/auth/logout-all", "/v1/users/me/delete"]);

/** Error codes after which a refresh helps: the access token is missing, expired or invalid. */
const REFRESH_HELPS = new Set<unknown>(["not_authenticated", "token_expired", "token_invalid"]);

/** Error codes after which only a new login helps: the session has ended. */
const SESSION_IS_OVER = new Set<unknown>([
  "session_expired",
  "refresh_token_missing",
  "refresh_token_invalid",
  "refresh_token_reused",
]);

/** Timeout of a refresh, so that one that hangs does not block the other tabs forever. */
const REFRESH_MS = 15_000;

/** How long to wait for the lock, which a frozen tab may hold forever. */
const LOCK_MS = 5_000;

export interface StylippOptions {
  /** URL of the API, such as `https://api.stylipp.com`; in a browser, a relative URL works too. */
  baseUrl: string;
  /** Called when the session ends without a logout, for example to show the login page. */
  onSessionEnd?: () => void;
  /** Replaces the global `fetch`, for tests and environments without a cookie store. */
  fetch?: (request: Request) => Promise<Response>;
}

/** All paths except `/v1/auth/token`, which is for clients without cookies. */
export type StylippPaths = Omit<paths, "/v1/auth/token">;

export interface Stylipp extends Client<StylippPaths> {
  /**
   * Restore the session of an earlier visit when a page loads. Resolves to whether there is one;
   * rejects when the API is unavailable. Optional: a call that needs an access token obtains one
   * automatically.
   */
  resume: () => Promise<boolean>;
}

/**
 * Create a typed client of the API. Every call resolves to `{ data, response }` or
 * `{ error, response }`, where `error.code` is one of the codes that the operation documents
 * (`internal_error` for everything that is not a complete response of the API, with any status). It
 * rejects when there is no response, and when it was aborted.
 *
 * The access token is kept in memory, the refresh token in a cookie that scripts cannot read. When
 * the access token is missing or no longer valid, it is refreshed and the call is repeated.
 * Concurrent calls share one refresh.
 */
export function createStylipp(options: StylippOptions): Stylipp {
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const root = absolute(options.baseUrl).replace(/\/+$/, "");

  // A refresh and a change of session (login, logout, new password and similar) both set the refresh
  // cookie, and the response that arrives last wins. So never two of them at once: each takes its turn
  // in `queue`, which also holds the Web Lock. A change that needs a refresh sends it in its own turn.
  // All other calls are sent at once, with the access token of the moment. A refused token is replaced
  // only if it still is the current one when the turn of its refresh comes; otherwise, the call is
  // repeated with the token that has replaced it.
  //
  // A change waits for a running refresh instead of aborting it. The API may have replaced the cookie
  // already, and whether an aborted response still sets it is up to browser and service worker. Were
  // it lost and the login then refused, the session would be lost too. An aborted call waits no longer.
  let accessToken: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let refreshing: Promise<Response | undefined> | undefined;

  /** Run after all earlier work of this page; with Web Locks, of all pages. */
  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(() => locked(work));
    queue = result.catch(() => undefined);
    return result;
  }

  const isReplaced = (token: string | undefined): boolean =>
    accessToken !== undefined && accessToken !== token;

  function endSession(): void {
    accessToken = undefined;
    // Later, so that an exception in the callback does not fail the call.
    if (options.onSessionEnd) void Promise.resolve().then(options.onSessionEnd);
  }

  /** Replace this access token, in a turn. Resolves to the response if there is no new one. */
  async function renew(token: string | undefined): Promise<Response | undefined> {
    if (isReplaced(token)) return undefined;
    const response = await sendRefresh();
    if (response.ok) {
      accessToken = await tokenIn(response);
      return undefined;
    }
    if (accessToken !== undefined && SESSION_IS_OVER.has(await codeOf(response))) endSession();
    return response;
  }

  /** The same in a turn of its own, once for all calls that wait. */
  async function refresh(token: string | undefined): Promise<Response | undefined> {
    if (isReplaced(token)) return undefined;
    refreshing ??= exclusive(() => renew(token)).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function sendRefresh(): Promise<Response> {
    const timeout = new AbortController(); // older browsers have no `AbortSignal.timeout`
    const timer = setTimeout(() => {
      timeout.abort(new DOMException("The refresh took too long.", "TimeoutError"));
    }, REFRESH_MS);
    const { signal } = timeout;
    const init: RequestInit = { method: "POST", credentials: "include", signal };
    const request = new Request(`${root}/v1/auth/refresh`, init);
    try {
      const response = await send(request);
      // It rejects if the time ends while the body is read, which is an incomplete response.
      return await checked(response, request, "/v1/auth/refresh").catch(() => internalError(response));
    } finally {
      clearTimeout(timer);
    }
  }

  async function resume(): Promise<boolean> {
    const failed = await refresh(accessToken);
    if (failed === undefined || accessToken !== undefined) return accessToken !== undefined;
    const code = await codeOf(failed);
    if (SESSION_IS_OVER.has(code)) return false;
    throw new Error(`The session could not be restored (${String(code)}).`);
  }

  /** Send with the current access token and update the session state from the response. */
  async function sendOnce(request: Request, path: string): Promise<[Response, unknown]> {
    if (request.signal.aborted) throw reasonOf(request.signal); // it has waited
    const isChange = changesSession(path);
    const used = accessToken;
    if (used !== undefined) request.headers.set("Authorization", `Bearer ${used}`);
    let response = await send(request);
    if (isChange) response = await checked(response, request, path);
    if (response.ok && GIVES_TOKEN.has(path)) accessToken = await tokenIn(response);
    else if (response.ok && ENDS_SESSION.has(path)) accessToken = undefined;
    if (response.status !== 401) return [response, undefined];
    const code = await codeOf(await checked(response, request, path));
    if (!SESSION_IS_OVER.has(code)) return [response, code];
    // A password change ends the old session before its response delivers the new token.
    if (!isChange) await queue;
    // The response concerns a token that has been replaced since, not the current one.
    if (isReplaced(used)) return [response, "token_expired"];
    if (used !== undefined && used === accessToken) endSession();
    return [response, code];
  }

  /** Send, and once more if the access token was refused and this replaces it. */
  async function sendAndRenew(
    request: Request,
    path: string,
    replace: typeof renew,
  ): Promise<Response> {
    const again = request.clone(); // a body can only be read once
    const used = accessToken;
    const [response, code] = await sendOnce(request, path);
    if (!REFRESH_HELPS.has(code)) return response;
    const failed = await replace(used);
    if (failed && !SESSION_IS_OVER.has(await codeOf(failed))) return failed.clone();
    if (accessToken === undefined) return response;
    return (await sendOnce(again, path))[0];
  }

  async function sendAuthorized(request: Request): Promise<Response> {
    // Requests to other URLs, and those with their own Authorization header, are sent unchanged.
    const isOurs = request.url.startsWith(`${root}/`) && !request.headers.has("Authorization");
    if (!isOurs) return send(request);
    const path = request.url.slice(root.length).replace(/[?#].*/s, "");
    if (!changesSession(path)) return sendAndRenew(request, path, refresh);
    return exclusive(() => sendAndRenew(request, path, renew));
  }

  /** Sends a blob with its own Content-Type, where openapi-fetch would declare it as JSON. */
  class TypedRequest extends Request {
    constructor(url: RequestInfo | URL, init?: RequestInit) {
      super(url, init);
      const isDefault = this.headers.get("Content-Type") === "application/json";
      if (isBlob(init?.body) && isDefault) {
        this.headers.set("Content-Type", init.body.type || "application/octet-stream");
      }
    }
  }

  const client = createFetchClient<StylippPaths>({
    baseUrl: root,
    credentials: "include", // the refresh cookie belongs to the API's origin
    fetch: (request) => untilAborted(sendAuthorized(request), request.signal),
    bodySerializer: (body: unknown) => (isBlob(body) ? body : JSON.stringify(body)),
    Request: TypedRequest,
  });
  client.use({
    onResponse: ({ request, response, schemaPath, options: { parseAs } }) =>
      checked(response, request, schemaPath, parseAs),
  });
  return Object.assign(client, { resume });
}

function changesSession(path: string): boolean {
  return GIVES_TOKEN.has(path) || ENDS_SESSION.has(path);
}

const reasonOf = ({ reason }: AbortSignal): unknown =>
  reason ?? new DOMException("The call was aborted.", "AbortError"); // older browsers give no reason

/** Settle like the promise, or reject as soon as the call is aborted, also while it waits. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(reasonOf(signal));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    void promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function isBlob(body: unknown): body is Blob {
  return typeof Blob !== "undefined" && body instanceof Blob;
}

/**
 * In a frame with `srcdoc`, and in a worker made from a blob, `location.href` is no base for relative
 * URLs.
 */
function absolute(baseUrl: string): string {
  const { location, document } = globalThis;
  for (const base of [location?.href, document?.baseURI, location?.origin]) {
    try {
      return new URL(baseUrl, base).href;
    } catch {
      // The next one, or none.
    }
  }
  throw new TypeError(`baseUrl must be an absolute URL here: ${baseUrl}`);
}

/**
 * Run in one tab at a time, so that each starts with the cookie set by the previous one. The lock
 * is only an improvement: without Web Locks, where they are refused (in a sandboxed frame, or because
 * the browser blocks site data), and when the lock is not granted in time, the work runs without it.
 */
async function locked<T>(work: () => Promise<T>): Promise<T> {
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

async function tokenIn(response: Response): Promise<string> {
  return (await objectIn(response))["access_token"] as string;
}

async function codeOf(response: Response): Promise<unknown> {
  return (await objectIn(response).catch(() => undefined))?.["code"];
}
