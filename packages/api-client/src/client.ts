import createFetchClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.js";

/** Answers that carry a new access token in `access_token`. */
const GIVES_TOKEN = new Set(["/v1/auth/login", "/v1/auth/refresh", "/v1/users/me/password"]);

/** Operations after which there is no session any more. */
const ENDS_SESSION = new Set(["/v1/auth/logout", "/v1/auth/logout-all", "/v1/users/me/delete"]);

/** What says that another access token would help: the old one is too old, or there was none. */
const REFRESH_HELPS = new Set<unknown>(["token_expired", "not_authenticated"]);

/** What says that the session is over: only a login helps. */
const SESSION_IS_OVER = new Set<unknown>([
  "session_expired",
  "token_invalid",
  "refresh_token_missing",
  "refresh_token_invalid",
  "refresh_token_reused",
]);

export interface StylippOptions {
  /** Where the API is: `https://api.stylipp.com`, or `http://localhost:8000`. */
  baseUrl: string;
  /** Called when a session that was there has ended: show the login page. */
  onSessionEnd?: () => void;
  /** Takes the place of the global `fetch`; for tests, and where cookies are kept by hand. */
  fetch?: (request: Request) => Promise<Response>;
}

export interface Stylipp extends Client<paths> {
  /**
   * Continue the session of an earlier visit, at the start of a page. Resolves to whether there is
   * one. Not needed before a call: a call that needs a token gets one by itself.
   */
  resume: () => Promise<boolean>;
}

/**
 * A typed client of the API. Every call resolves to `{ data, response }` or `{ error, response }`,
 * where `error.code` is one of the codes that the operation documents; it rejects only when there
 * was no answer at all.
 *
 * The access token lives in memory, the refresh token in a cookie that scripts cannot read. When the
 * access token is missing or has expired, it is refreshed once, however many calls and tabs need it
 * at the same moment, and the call is made again.
 */
export function createStylipp(options: StylippOptions): Stylipp {
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const base = new URL(options.baseUrl);
  let accessToken: string | undefined;
  let refreshing: Promise<boolean> | undefined;

  function endSession(): void {
    const wasThere = accessToken !== undefined;
    accessToken = undefined;
    if (wasThere) options.onSessionEnd?.();
  }

  /** Note what an answer says about the session. */
  async function learn(path: string, response: Response): Promise<unknown> {
    if (response.ok) {
      if (GIVES_TOKEN.has(path)) {
        accessToken = ((await response.clone().json()) as { access_token: string }).access_token;
      } else if (ENDS_SESSION.has(path)) {
        accessToken = undefined;
      }
      return undefined;
    }
    const code = response.status === 401 ? await codeOf(response) : undefined;
    if (SESSION_IS_OVER.has(code)) endSession();
    return code;
  }

  /** One refresh for all calls of this page; one page after another where there are Web Locks. */
  function refresh(): Promise<boolean> {
    refreshing ??= locked(async () => {
      const path = "/v1/auth/refresh";
      const request = new Request(addressOf(path), { method: "POST", credentials: "include" });
      const response = await send(request);
      await learn(path, response);
      return response.ok;
    }).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  function addressOf(path: string): string {
    return base.href.replace(/\/$/, "") + path;
  }

  function pathOf(request: Request): string {
    return new URL(request.url).pathname.slice(base.pathname.replace(/\/$/, "").length);
  }

  async function sendAuthorized(request: Request): Promise<Response> {
    const path = pathOf(request);
    const again = request.clone(); // a body can be read only once
    const usedToken = accessToken;
    if (usedToken !== undefined) request.headers.set("Authorization", `Bearer ${usedToken}`);
    const response = await send(request);
    const code = await learn(path, response);
    if (!REFRESH_HELPS.has(code)) return response;
    // Another call may have refreshed while this one was under way.
    const isNewer = accessToken !== undefined && accessToken !== usedToken;
    if (!isNewer && !(await refresh())) return response;
    again.headers.set("Authorization", `Bearer ${accessToken ?? ""}`);
    const second = await send(again);
    await learn(path, second);
    return second;
  }

  const client = createFetchClient<paths>({
    baseUrl: addressOf(""),
    credentials: "include", // the refresh cookie belongs to the API's origin
    fetch: sendAuthorized,
  });
  return Object.assign(client, { resume: refresh });
}

/** Run in one tab at a time: the next one then starts with the cookie that the last one got. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator === "undefined" || navigator.locks === undefined) return work();
  // The cast: TypeScript's type of `request` loses the promise's type.
  return navigator.locks.request("stylipp-refresh", work) as Promise<T>;
}

async function codeOf(response: Response): Promise<unknown> {
  try {
    return ((await response.clone().json()) as { code?: unknown }).code;
  } catch {
    return undefined; // not ours: a proxy's page, for example
  }
}
