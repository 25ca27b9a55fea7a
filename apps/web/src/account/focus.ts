import { useLayoutEffect, type RefObject } from "react";

/**
 * When the element goes and the focus is in it, the focus goes to the next photo, the one before, or the heading of the
 * section, never to a button that changes something. The page stays where it was scrolled to.
 */
export function useHeldFocus(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const box = element.current;
    const heading = box?.closest("section")?.querySelector("h2");
    return () => {
      if (!box?.contains(document.activeElement)) return;
      box.querySelector("dialog")?.close(); // nothing else could have the focus
      const next = (box.nextElementSibling ?? box.previousElementSibling)?.querySelector<HTMLElement>(".picture");
      (next ?? heading)?.focus({ preventScroll: true });
    };
  }, [element]);
}
