import { Link } from "wouter";
import { navigate } from "wouter/use-browser-location";

/** A link that takes the address in the form along, so that it need not be entered again. */
export function LinkWithEmail({ href, children }: { href: string; children: string }) {
  return (
    <Link
      href={href}
      onClick={(event) => {
        event.preventDefault();
        const email = document.querySelector<HTMLInputElement>("input[name=email]")?.value ?? "";
        navigate(href, { state: { entries: { email } } });
      }}
    >
      {children}
    </Link>
  );
}
