import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api, outcome, type Problem } from "../api.ts";

const UNDO_MS = 5_000;

/** A photo that waits to be deleted, is gone, or could not be deleted. */
export type Deletion = "waits" | "gone" | Problem;

/**
 * Deletes photos after some seconds in which that can be undone. Nothing is sent before; what still waits is
 * sent when the page is left or closed.
 */
export function useDeletions() {
  const [deletions, setDeletions] = useState<Partial<Record<string, Deletion>>>({});
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  const become = (id: string, deletion?: Deletion) => setDeletions((all) => ({ ...all, [id]: deletion }));

  function stop(id: string) {
    clearTimeout(timers.current.get(id));
    timers.current.delete(id);
  }

  async function send(photo_id: string) {
    stop(photo_id);
    become(photo_id, "gone");
    const params = { path: { photo_id } };
    // `keepalive`: the browser sends it also if the page is closed now.
    const { problem } = await outcome(api.DELETE("/v1/users/me/photos/{photo_id}", { params, keepalive: true }));
    if (problem && problem.code !== "not_found") become(photo_id, problem);
    else api.session.announce();
  }

  function remove(id: string) {
    stop(id);
    become(id, "waits");
    timers.current.set(id, setTimeout(() => void send(id), UNDO_MS));
    // Replaces an access token that has expired: there is no time for that when the page is closed.
    void outcome(api.GET("/v1/users/me"));
  }

  const undo = (id: string) => (stop(id), become(id));

  const sendAll = useEffectEvent(() => timers.current.forEach((_timer, id) => void send(id)));
  useEffect(() => {
    const end = () => sendAll();
    addEventListener("pagehide", end);
    document.addEventListener("submit", end, { capture: true }); // of the form that logs out: then it is too late
    return () => (end(), removeEventListener("pagehide", end), document.removeEventListener("submit", end, { capture: true }));
  }, []);
  return { deletions, remove, undo };
}
