import { useLayoutEffect, type RefObject } from "react";

/** When the element goes and the focus is in it, the focus goes to the heading of its section. */
export function useHeldFocus(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const box = element.current;
    const heading = box?.closest("section")?.querySelector("h2");
    return () => void (box?.contains(document.activeElement) && heading?.focus());
  }, [element]);
}
