import { useEffect, useEffectEvent, useState } from "react";

/** Calls `add` with files that are dropped or pasted anywhere on the page. Returns whether some are held over it. */
export function useIncoming(add: (files: Iterable<File>) => void): boolean {
  const [isOver, setOver] = useState(false);
  const take = useEffectEvent(add);
  useEffect(() => {
    const end = new AbortController();
    const on = <Type extends "dragover" | "dragleave" | "drop">(type: Type, listen: (event: DragEvent) => void) =>
      addEventListener(type, (event) => event.dataTransfer?.types.includes("Files") && listen(event), end);
    // Otherwise the browser would open the file in place of the page.
    on("dragover", (event) => (event.preventDefault(), setOver(true)));
    on("dragleave", (event) => event.relatedTarget === null && setOver(false));
    on("drop", (event) => (event.preventDefault(), setOver(false), take(event.dataTransfer!.files)));
    addEventListener("paste", ({ clipboardData }) => take(clipboardData?.files ?? []), end);
    return () => end.abort();
  }, []);
  return isOver;
}
