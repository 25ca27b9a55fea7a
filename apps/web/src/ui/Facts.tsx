import type { ReactNode } from "react";

/** What is known about a thing: names with their values. Those without a value are left out. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => value != null && <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}
