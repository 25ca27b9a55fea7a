import { Link } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { hand, handed } from "../handed.ts";

/** A link that takes the address in the form along, and `?next=`. */
export function LinkWithEmail({ href, children }: { href: string; children: string }) {
  const to = href + location.search;
  return <Link href={to} onClick={(event) => (event.preventDefault(), goWithEmail(to))}>{children}</Link>;
}

/** Go on with the address in the form, and what else was handed over. It is also there on the way back. */
export function goWithEmail(to: string): undefined {
  const email = document.querySelector<HTMLInputElement>("input[name=email]")?.value ?? handed().sentTo ?? "";
  hand({ entries: { ...handed().entries, email } });
  navigate(to, { state: { ...handed(), sentTo: undefined } });
}
