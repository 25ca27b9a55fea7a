import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api, outcome, type Problem } from "../api.ts";
import { beforeLogout, holdLogout } from "../logout.ts";

const UNDO_MS = 5_000;

/** A photo that waits to be deleted, is gone, or could not be deleted. */
export type Deletion = "waits" | "gone" | Problem;

/**
 * Deletes photos after some seconds in which that can be undone. Nothing is sent before; what still waits is
 * sent when the page is left or closed, and before a logout, also in another tab.
 */
export function useDeletions() {
  const [deletions, setDeletions] = useState<Partial<Record<string, Deletion>>>({});
  const waiting = useRef(new Map<string, { timer: ReturnType<typeof setTimeout>; release: () => void }>());
  const become = (id: string, deletion?: Deletion) => setDeletions((all) => ({ ...all, [id]: deletion }));

  /** Returns what lets a logout go on. */
  function stop(id: string) {
    const { timer, release } = waiting.current.get(id) ?? {};
    clearTimeout(timer);
    waiting.current.delete(id);
    return release;
  }

  async function send(photo_id: string) {
    const release = stop(photo_id);
    become(photo_id, "gone");
    const params = { path: { photo_id } };
    // `keepalive`: the browser sends it also if the page is closed now.
    const { problem } = await outcome(api.DELETE("/v1/users/me/photos/{photo_id}", { params, keepalive: true }));
    release?.();
    if (problem && problem.code !== "not_found") become(photo_id, problem);
    else api.session.announce();
  }

  function remove(id: string) {
    const release = stop(id) ?? holdLogout();
    become(id, "waits");
    waiting.current.set(id, { timer: setTimeout(() => void send(id), UNDO_MS), release });
    // Replaces an access token that has expired: there is no time for that when the page is closed.
    void outcome(api.GET("/v1/users/me"));
  }

  const undo = (id: string) => (stop(id)?.(), become(id));

  const sendAll = useEffectEvent(() => waiting.current.forEach((_one, id) => void send(id)));
  useEffect(() => {
    const end = () => sendAll();
    addEventListener("pagehide", end);
    const stopHearing = beforeLogout(end);
    return () => (end(), removeEventListener("pagehide", end), stopHearing());
  }, []);
  return { deletions, remove, undo };
}
