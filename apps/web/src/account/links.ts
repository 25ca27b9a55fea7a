import { useEffect, useEffectEvent, useRef } from "react";
import type { Schemas } from "../api.ts";

const PAUSE_MS = 60_000;

/**
 * Calls `load` when the links of photos have expired while the page is open. Returns the same for a picture
 * that could not be shown. Never more than once a minute: the clock of the device may be wrong.
 */
export function useFreshLinks(photos: Schemas["PhotoResponse"][], load: () => void): () => void {
  const asked = useRef(0);
  const until = Math.min(...photos.map(({ urls_expire_at }) => Date.parse(urls_expire_at)));
  function ask() {
    if (Date.now() < asked.current + PAUSE_MS) return;
    asked.current = Date.now();
    load();
  }
  const check = useEffectEvent(() => Date.now() >= until && ask());
  useEffect(() => {
    const onTime = () => void check();
    const timer = setInterval(onTime, PAUSE_MS);
    document.addEventListener("visibilitychange", onTime);
    return () => (clearInterval(timer), document.removeEventListener("visibilitychange", onTime));
  }, []);
  return ask;
}
