import { useEffect, useRef, type ReactNode } from "react";

let isFirst = true;

/**
 * The main part of a page. After a navigation the heading has the focus, so that it is read, unless the
 * address leads to a section, or a field takes it.
 */
export function Page({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Stylipp`;
    const target = document.getElementById(location.hash.slice(1));
    const isTaken = document.activeElement?.matches("main input") ?? false;
    if (!isFirst && !isTaken && target?.tagName !== "SECTION") heading.current?.focus();
    isFirst = false;
  }, [title]);
  return (
    <main id="main" className={wide ? "wide" : ""}>
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {children}
    </main>
  );
}
