import createFetchClient, { type Client, type FetchResponse } from "openapi-fetch";
import { locked, reasonOf, within } from "./limits.js";
import { absolute, isBlob, TypedRequest } from "./request.js";
import { checked, errorOf, objectIn } from "./response.js";
import type { paths } from "./schema.js";
import { trackSession, type Session, type Tracker } from "./session.js";
import { photoIdOf, sendFile, turns } from "./upload.js";

/** The only calls that are made for another account than the one of this page. */
const LOGINS = new Set([
  "/v1/auth/login",
  "/v1/auth/mfa/verify",
  "/v1/auth/passkey/login",
  "/v1/auth/email/login/complete",
]);

/** The same for each provider that is set. */
const isLogin = (path: string) => LOGINS.has(path) || /^\/v1\/auth\/oidc\/[^/]+\/complete$/.test(path);

/** Operations that return a new access token in `access_token`. */
const givesToken = (path: string) => isLogin(path) || path === "/v1/users/me/password";

/** Operations that end the session. */
const ENDS_SESSION = new Set(["/v1/auth/logout", "/v1/auth/logout-all", "/v1/users/me/delete"]);

/**
 * Error codes after which a refresh helps: the access token is missing, expired or invalid, or its
 * session has ended, perhaps because another tab has changed the password and has a new one.
 */
const REFRESH_HELPS = new Set<unknown>([
  "not_authenticated",
  "token_expired",
  "token_invalid",
  "session_expired",
]);

/** Error codes of a refresh after which only a new login helps: the session has ended. */
const SESSION_IS_OVER = new Set<unknown>([
  "session_expired",
  "refresh_token_missing",
  "refresh_token_invalid",
  "refresh_token_reused",
]);

/** Those of them that only the cookie of a session that was open gets. */
const SESSION_WAS_OPEN = new Set<unknown>(["session_expired", "refresh_token_reused"]);

/** The time of a call, from its start to the end of its response, unless it has its own `timeoutMs`. */
const CALL_MS = 20_000;

/** The time of a refresh, so that one that hangs does not block the other tabs forever. */
const REFRESH_MS = 15_000;

const PHOTO = "/v1/users/me/photos/{photo_id}";

/** What the API takes to store a photo, besides the time in which a slow connection may send it. */
const STORE_MS = 60_000;

/** The slowest connection that the API waits for: 100 kB per second. */
const SLOWEST_BYTES_PER_MS = 100;

export interface UploadOptions {
  /**
   * Called with how much of the file has been sent, from 0, when it begins, to 1; with undefined when it waits
   * once more. Without XMLHttpRequest, only with undefined.
   */
  onProgress?: (share: number | undefined) => void;
  signal?: AbortSignal;
}

export interface StylippOptions {
  /** URL of the API, such as `https://api.stylipp.com`; in a browser, a relative URL works too. */
  baseUrl: string;
  /** Called when `session.state` becomes `ended`, for example to show the login page. */
  onSessionEnd?: () => void;
  /** Replaces the global `fetch`, for tests and environments without a cookie store. */
  fetch?: (request: Request) => Promise<Response>;
}

/** All paths except `/v1/auth/token`, which is for clients without cookies. */
export type StylippPaths = Omit<paths, "/v1/auth/token">;

export interface Stylipp extends Client<StylippPaths> {
  readonly session: Session;
  /**
   * Restore the session of an earlier visit when a page loads. Resolves to whether there is one;
   * rejects when the API is unavailable. `session.state` says the same. Optional: a call that needs an
   * access token obtains one automatically.
   */
  resume: () => Promise<boolean>;
  /**
   * Send a photo, in turn: two at a time, or one if that is too much for the API or the connection. Waits while
   * the API limits uploads (429). Otherwise, it resolves like every other call. The same file again is the same
   * photo, so after a failure just call it again; `photoIdOf(file)` is its id.
   */
  uploadPhoto: (
    file: Blob,
    options?: UploadOptions,
  ) => Promise<FetchResponse<StylippPaths[typeof PHOTO]["put"], unknown, "application/json">>;
  /** The URL of a path that the API has returned, such as `thumbnail_url`, for `<img>`. */
  url: (path: string) => string;
}

/**
 * Create a typed client of the API. Every call resolves to `{ data, response }` or
 * `{ error, response }`, where `error.code` is one of the codes that the operation documents
 * (`internal_error` for everything that is not a complete response of the API, with any status, and
 * `session_changed` if another account has logged in meanwhile). It rejects when there is no response,
 * when it was aborted, and after `timeoutMs`, by default 20 seconds.
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
  //
  // A cookie belongs to all tabs, so a refresh may return the token of another account, which has
  // logged in in another tab. A call therefore keeps the account for which it was made. It is never
  // sent with a token of another one, and what it returns after a change of account is not passed on.
  let accessToken: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let refreshing: Promise<Response | undefined> | undefined;

  const tracker = trackSession(root, (word, accountId) => {
    const isOther = isForeign(accountId);
    if (word === "out" && !isOther) return leave();
    if (isOther) accessToken = undefined; // nothing is sent for the account that was left
    if (isOther && word !== "out") tracker.become(tracker.session.state, accountId);
    askAgain(); // the cookie decides
  });

  // A page that the browser has kept and shows again has not heard what happened meanwhile.
  globalThis.addEventListener?.("pageshow", ({ persisted }) => {
    if (!persisted) return;
    accessToken = undefined;
    if (tracker.session.state === "open") tracker.become("unknown");
    askAgain();
  });

  /** Run after all earlier work of this page; with Web Locks, of all pages. */
  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(() => locked(work));
    queue = result.catch(() => undefined);
    return result;
  }

  const isReplaced = (token: string | undefined): boolean =>
    accessToken !== undefined && accessToken !== token;

  /** Whether the page acts for another account than the one for which a call was made. */
  const isForeign = (owner: string | undefined): boolean =>
    owner !== undefined && tracker.account !== undefined && owner !== tracker.account;

  /** Act with the token of a response. Resolves to an error if it is not known whose it is. */
  async function adopt(response: Response): Promise<Response | undefined> {
    const body = await objectIn(response);
    const token = body["access_token"] as string;
    let id = body["account_id"];
    if (typeof id !== "string") {
      const me = await sendOwn("GET", "/v1/users/me", { Authorization: `Bearer ${token}` });
      if (!me.ok) return me;
      id = (await objectIn(me))["id"]; // an older API leaves it out of the token's response
    }
    accessToken = token;
    tracker.become("open", id as string);
    return undefined;
  }

  function leave(): void {
    accessToken = undefined;
    tracker.become("none");
  }

  /** Replace this access token, in a turn. Resolves to the response if there is no new one. */
  async function renew(token: string | undefined): Promise<Response | undefined> {
    if (isReplaced(token)) return undefined;
    const response = await sendRefresh();
    if (response.ok) return adopt(response);
    const code = await codeOf(response);
    if (!SESSION_IS_OVER.has(code)) return response;
    const { state } = tracker.session;
    if (state === "ended") return response;
    // Also when a page loads: its visitor has not been told yet. After a logout, there is nothing to tell.
    if (state === "open" || (state !== "none" && SESSION_WAS_OPEN.has(code))) {
      accessToken = undefined;
      tracker.become("ended");
      // Later, so that an exception in the callback does not fail the call.
      if (options.onSessionEnd) void Promise.resolve().then(options.onSessionEnd);
    } else leave();
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

  /** Send a request of the client itself, within a turn. */
  function sendOwn(method: string, path: string, headers: HeadersInit = {}): Promise<Response> {
    return within(REFRESH_MS, async (signal) => {
      const init: RequestInit = { method, headers, credentials: "include", signal };
      const request = new Request(root + path, init);
      const response = await send(request);
      if (response.status === 204) return errorOf(401, "refresh_token_missing", "There is no login.");
      return checked(response, request, path.replace(/[?].*/, ""));
    });
  }

  /** `optional`: without a cookie the answer is 204, as browsers print every 401 in the console. */
  const sendRefresh = () => sendOwn("POST", "/v1/auth/refresh?optional=true");

  async function resume(): Promise<boolean> {
    try {
      const failed = await refresh(accessToken);
      if (failed === undefined || accessToken !== undefined) return accessToken !== undefined;
      const code = await codeOf(failed);
      if (SESSION_IS_OVER.has(code)) return false;
      throw new Error(`The session could not be restored (${String(code)}).`);
    } catch (error) {
      if (accessToken === undefined) tracker.become("away");
      throw error;
    }
  }

  const askAgain = (): void => void resume().catch(() => {}); // the state says what came of it

  /** Send with the current access token and update the session state from the response. */
  async function sendOnce(
    request: Request,
    path: string,
    owner: string | undefined,
    transport: typeof send,
  ): Promise<[Response, unknown]> {
    if (request.signal.aborted) throw reasonOf(request.signal); // it has waited
    if (isForeign(owner)) return sessionChanged();
    const used = accessToken;
    if (used !== undefined) request.headers.set("Authorization", `Bearer ${used}`);
    let response = await transport(request);
    if (changesSession(path)) response = await checked(response, request, path);
    if (response.ok && givesToken(path)) {
      const failed = await adopt(response);
      if (failed) return [failed, undefined];
      tracker.say("in");
    } else if (response.ok && ENDS_SESSION.has(path)) {
      tracker.say("out");
      leave();
    }
    if (isForeign(owner)) return sessionChanged();
    if (response.status !== 401) return [response, undefined];
    return [response, await codeOf(await checked(response, request, path))];
  }

  /** Send, and once more if the access token was refused and this replaces it. */
  async function sendAndRenew(
    request: Request,
    path: string,
    owner: string | undefined,
    replace: typeof renew,
    transport: typeof send,
  ): Promise<Response> {
    const again = request.clone(); // a body can only be read once
    const used = accessToken;
    const [response, code] = await sendOnce(request, path, owner, transport);
    if (!REFRESH_HELPS.has(code)) return response;
    const failed = await replace(used);
    if (failed && !SESSION_IS_OVER.has(await codeOf(failed))) return failed.clone();
    if (accessToken === undefined) return response;
    return (await sendOnce(again, path, owner, transport))[0];
  }

  async function sendAuthorized(
    request: Request,
    account: string | undefined,
    transport: typeof send,
  ): Promise<Response> {
    // Requests to other URLs, and those with their own Authorization header, are sent unchanged.
    const isOurs = request.url.startsWith(`${root}/`) && !request.headers.has("Authorization");
    if (!isOurs) return transport(request);
    const path = request.url.slice(root.length).replace(/[?#].*/s, "");
    const owner = isLogin(path) ? undefined : account;
    if (changesSession(path)) return exclusive(() => sendAndRenew(request, path, owner, renew, transport));
    // The token of another account was dropped, and that of the new one is on its way.
    if (owner !== undefined && accessToken === undefined) await refreshing?.catch(() => {});
    return sendAndRenew(request, path, owner, refresh, transport);
  }

  const client = createFetchClient<StylippPaths>({
    baseUrl: root,
    credentials: "include", // the refresh cookie belongs to the API's origin
    bodySerializer: (body: unknown) => (isBlob(body) ? body : JSON.stringify(body)),
    Request: TypedRequest,
  });
  client.use({
    onResponse: ({ request, response, schemaPath, options: { parseAs } }) =>
      checked(response, request, schemaPath, parseAs),
  });

  const { request: start } = client;

  /** With a time limit, and for the account of this moment. */
  const call = (
    method: string,
    url: string,
    init: CallOptions = {},
    { account }: Pick<Tracker, "account"> = tracker,
    transport = send,
  ): Promise<unknown> => {
    const { timeoutMs = CALL_MS, signal: outer, ...rest } = init;
    const fetch = (request: Request) => sendAuthorized(request, account, transport);
    const work = (signal: AbortSignal) =>
      start(method as "get", url as never, { fetch, ...rest, signal } as never);
    return within(timeoutMs, work, outer, rest.parseAs === "stream");
  };

  const inTurn = turns();
  const uploadPhoto = (file: Blob, { onProgress = () => {}, signal }: UploadOptions = {}) => {
    const { account } = tracker; // of the moment of the call, not of its turn
    const isPlain = options.fetch !== undefined || typeof XMLHttpRequest === "undefined";
    const transport = isPlain ? send : (request: Request) => sendFile(request, file, onProgress);
    const timeoutMs = STORE_MS + file.size / SLOWEST_BYTES_PER_MS;
    const params = { path: { photo_id: photoIdOf(file) } };
    const init = { params, body: file, timeoutMs, ...(signal && { signal }) };
    const put = () => call("put", PHOTO, init, { account }, transport) as Promise<{ response: Response }>;
    return inTurn(put, () => onProgress(undefined), signal);
  };

  const methods = Object.keys(client)
    .filter((name) => name === name.toUpperCase()) // GET, POST and so on
    .map((name) => [name, (url: string, init?: CallOptions) => call(name, url, init)]);
  const { session } = tracker;
  return Object.assign(client, Object.fromEntries(methods), {
    request: ((method: string, url: string, init?: CallOptions) => call(method, url, init)) as typeof start,
    resume,
    session,
    uploadPhoto: uploadPhoto as Stylipp["uploadPhoto"],
    url: (path: string) => root + path,
  });
}

interface CallOptions {
  timeoutMs?: number;
  signal?: AbortSignal | null;
  parseAs?: string;
}

function changesSession(path: string): boolean {
  return givesToken(path) || ENDS_SESSION.has(path);
}

function sessionChanged(): [Response, string] {
  const code = "session_changed";
  return [errorOf(409, code, "Another account is logged in now. Load the page again."), code];
}

async function codeOf(response: Response): Promise<unknown> {
  return (await objectIn(response).catch(() => undefined))?.["code"];
}
