import createFetchClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.js";

/** Answers that carry a new access token in `access_token`. */
const GIVES_TOKEN = new Set(["/v1/auth/login", "/v1/users/me/password"]);

/** Operations after which there is no session any more. */
const ENDS_SESSION = new Set(["/v1/auth/logout", "/v1/auth/logout-all", "/v1/users/me/delete"]);

/** What says that another access token would help: there was none, or it is too old or foreign. */
const REFRESH_HELPS = new Set<unknown>(["not_authenticated", "token_expired", "token_invalid"]);

/** What says that the session is over: only a login helps. */
const SESSION_IS_OVER = new Set<unknown>([
  "session_expired",
  "refresh_token_missing",
  "refresh_token_invalid",
  "refresh_token_reused",
]);

/** A refresh that hangs must not keep the other tabs waiting for ever. */
const REFRESH_MS = 15_000;

export interface StylippOptions {
  /** Where the API is, such as `https://api.stylipp.com`; in a browser also a path of its page. */
  baseUrl: string;
  /** Called when a session that was there has ended by itself: show the login page. */
  onSessionEnd?: () => void;
  /** Takes the place of the global `fetch`; for tests, and where cookies are kept by hand. */
  fetch?: (request: Request) => Promise<Response>;
}

/** `/v1/auth/token` is for programs that keep no cookies; this client does. */
export type StylippPaths = Omit<paths, "/v1/auth/token">;

export interface Stylipp extends Client<StylippPaths> {
  /**
   * Continue the session of an earlier visit, at the start of a page. Resolves to whether there is
   * one; rejects when the API cannot tell right now. Not needed before a call: a call that needs a
   * token gets one by itself.
   */
  resume: () => Promise<boolean>;
}

/**
 * A typed client of the API. Every call resolves to `{ data, response }` or `{ error, response }`,
 * where `error.code` is one of the codes that the operation documents (`internal_error` where
 * something between here and the API has answered); it rejects when there was no answer.
 *
 * The access token lives in memory, the refresh token in a cookie that scripts cannot read. When the
 * access token is missing or does not serve any more, it is refreshed once, however many calls need
 * it at the same moment, and the call is made again.
 */
export function createStylipp(options: StylippOptions): Stylipp {
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const root = new URL(options.baseUrl, globalThis.location?.href).href.replace(/\/+$/, "");
  let accessToken: string | undefined;
  /** Grows with every login and logout: what was asked before does not count afterwards. */
  let era = 0;
  let refreshing: Promise<Response> | undefined;
  /** A login, logout or the like that is under way. */
  let changing: Promise<unknown> | undefined;

  function endSession(): void {
    accessToken = undefined;
    era += 1;
    // On its own: whatever goes wrong in there is not the call's.
    if (options.onSessionEnd) queueMicrotask(options.onSessionEnd);
  }

  /** One refresh for all calls of this page; one page after another where there are Web Locks. */
  function refresh(): Promise<Response> {
    refreshing ??= locked(async () => {
      const begun = era;
      const signal = AbortSignal.timeout(REFRESH_MS);
      const init: RequestInit = { method: "POST", credentials: "include", signal };
      const response = shaped(await send(new Request(`${root}/v1/auth/refresh`, init)));
      if (begun !== era) return response;
      if (response.ok) accessToken = await tokenIn(response);
      else if (accessToken !== undefined && SESSION_IS_OVER.has(await codeOf(response))) endSession();
      return response;
    }).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function resume(): Promise<boolean> {
    const response = await refresh();
    if (response.ok || accessToken !== undefined) return accessToken !== undefined;
    const code = await codeOf(response);
    if (SESSION_IS_OVER.has(code)) return false;
    throw new Error(`The API cannot tell right now whether there is a session (${String(code)}).`);
  }

  /** Send with the current token, and note what the answer says about the session. */
  async function sendOnce(request: Request, path: string): Promise<[Response, unknown]> {
    const isChange = changesSession(path);
    const used = accessToken;
    if (used !== undefined) request.headers.set("Authorization", `Bearer ${used}`);
    const response = shaped(await send(request));
    if (response.ok && GIVES_TOKEN.has(path)) {
      accessToken = await tokenIn(response);
      era += 1;
    } else if (response.ok && ENDS_SESSION.has(path)) {
      accessToken = undefined;
      era += 1;
    }
    if (response.status !== 401) return [response, undefined];
    const code = await codeOf(response);
    if (!SESSION_IS_OVER.has(code)) return [response, code];
    // A password change ends the old session before its own answer brings the new token.
    if (!isChange) await changing;
    // About a token that is not ours any more, the answer says nothing about ours.
    if (used !== accessToken && accessToken !== undefined) return [response, "token_expired"];
    if (used !== undefined && used === accessToken) endSession();
    return [response, code];
  }

  async function sendAuthorized(request: Request): Promise<Response> {
    // To another address, or with a token of the caller's own, nothing is added.
    const isOurs = request.url.startsWith(`${root}/`) && !request.headers.has("Authorization");
    if (!isOurs) return send(request);
    const path = request.url.slice(root.length).replace(/[?#].*/s, "");
    if (!changesSession(path)) return sendAndRefresh(request, path);
    // The answer to a refresh would set the old session's cookie after that of the new one.
    await refreshing?.catch(() => undefined);
    const change = sendAndRefresh(request, path);
    const settled = change.then(
      () => undefined,
      () => undefined,
    );
    changing = settled;
    await settled;
    if (changing === settled) changing = undefined;
    return change;
  }

  async function sendAndRefresh(request: Request, path: string): Promise<Response> {
    const again = request.clone(); // a body can be read only once
    const before = accessToken;
    const [response, code] = await sendOnce(request, path);
    if (!REFRESH_HELPS.has(code)) return response;
    // Another call may have brought a new token while this one was under way.
    if (accessToken === undefined || accessToken === before) {
      const refreshed = await refresh();
      if (!refreshed.ok && !SESSION_IS_OVER.has(await codeOf(refreshed))) return refreshed.clone();
      if (accessToken === undefined) return response;
    }
    return (await sendOnce(again, path))[0];
  }

  const client = createFetchClient<StylippPaths>({
    baseUrl: root,
    credentials: "include", // the refresh cookie belongs to the API's origin
    fetch: sendAuthorized,
  });
  return Object.assign(client, { resume });
}

function changesSession(path: string): boolean {
  return GIVES_TOKEN.has(path) || ENDS_SESSION.has(path);
}

/** Run in one tab at a time: the next one then starts with the cookie that the last one got. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator === "undefined" || navigator.locks === undefined) return work();
  // The cast: TypeScript's type of `request` loses the promise's type.
  return navigator.locks.request("stylipp-refresh", work) as Promise<T>;
}

/** Give an error that is not the API's, a proxy's page for example, the shape of one that is. */
function shaped(response: Response): Response {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  if (response.ok || isJson) return response;
  const detail = `Something between this page and the API has answered ${response.status}.`;
  const { status, headers } = response;
  const kept = new Headers({ "Content-Type": "application/json" });
  const retryAfter = headers.get("Retry-After");
  if (retryAfter !== null) kept.set("Retry-After", retryAfter);
  return new Response(JSON.stringify({ detail, code: "internal_error" }), { status, headers: kept });
}

async function tokenIn(response: Response): Promise<string> {
  return ((await response.clone().json()) as { access_token: string }).access_token;
}

async function codeOf(response: Response): Promise<unknown> {
  try {
    return ((await response.clone().json()) as { code?: unknown }).code;
  } catch {
    return undefined; // cut off on the way
  }
}
