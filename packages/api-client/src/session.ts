/** What is known about the login: its state, its account, and what the other tabs say about it. */

/**
 * - `unknown`: `resume()` has not answered yet.
 * - `none`: there is no login, also after a logout in another tab.
 * - `open`: there is one.
 * - `ended`: it ended without a logout: it expired, or was ended from elsewhere, perhaps before this page
 *   was loaded.
 * - `away`: the API could not be reached by `resume()`.
 */
export type SessionState = "unknown" | "none" | "open" | "ended" | "away";

/**
 * - `state`: `session.state` has changed.
 * - `changed`: another account is logged in now. Throw away what is shown and load it again.
 * - `account`: another tab has called `announce()`. Load again what is shown of the account.
 */
export type SessionEvent = "state" | "changed" | "account";

export interface Session {
  readonly state: SessionState;
  /** The account that this page acts for; undefined unless the state is `open`. */
  readonly accountId: string | undefined;
  /** Call the listener on every event. Returns a function that ends this. */
  subscribe(listener: (event: SessionEvent) => void): () => void;
  /** Tell the other tabs that data of the account has changed, such as its address. */
  announce(): void;
}

/** What tabs say to each other: someone has logged in or out here, or data of the account is new. */
export type Word = "in" | "out" | "account";

/** No part of it is secret: every script of the page's origin can listen. */
interface Message {
  word: Word;
  api: string;
  accountId: string | undefined;
}

export interface Tracker {
  session: Session;
  /** The account for which calls are made. It is kept when the session has ended, until a logout. */
  readonly account: string | undefined;
  /** Change the state and, if it is given, the account, and tell the listeners. */
  become(state: SessionState, account?: string): void;
  /** Tell the other tabs. */
  say(word: Word): void;
}

/** `hear` is called with what another tab has said about a login to this API. */
export function trackSession(
  api: string,
  hear: (word: "in" | "out", accountId: string | undefined) => void,
): Tracker {
  let state: SessionState = "unknown";
  let account: string | undefined;
  const listeners = new Set<(event: SessionEvent) => void>();

  function emit(event: SessionEvent): void {
    // Later, so that an exception in a listener fails no call.
    for (const listener of listeners) void Promise.resolve().then(() => listener(event));
  }

  const channel = openChannel(({ data }: MessageEvent<Message>) => {
    if (data?.api !== api) return;
    if (data.word !== "account") hear(data.word, data.accountId);
    else if (data.accountId === account) emit("account");
  });

  const say = (word: Word): void =>
    channel?.postMessage({ word, api, accountId: account } satisfies Message);

  return {
    session: {
      get state() {
        return state;
      },
      get accountId() {
        return state === "open" ? account : undefined;
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      announce: () => say("account"),
    },
    get account() {
      return account;
    },
    become(next, id = account) {
      const isOther = account !== undefined && id !== account;
      const isNext = next !== state;
      state = next;
      account = next === "none" ? undefined : id;
      if (isOther) emit("changed");
      if (isNext) emit("state");
    },
    say,
  };
}

/** None outside of browsers, where one process may act for many accounts. */
function openChannel(listen: (event: MessageEvent) => void): BroadcastChannel | undefined {
  try {
    if (globalThis.location === undefined) return undefined;
    const channel = new BroadcastChannel("stylipp-session");
    channel.onmessage = listen;
    (channel as { unref?: () => void }).unref?.(); // a simulated browser in Node
    return channel;
  } catch {
    return undefined; // not supported, or refused like all site data
  }
}
