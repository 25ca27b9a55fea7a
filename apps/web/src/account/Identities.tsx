import type { Schemas } from "../api.ts";
import { language } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { Facts } from "../ui/Facts.tsx";
import { Section } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";

/** The accounts at other providers that this one can be opened with. */
export function Identities({ identities }: { identities: Schemas["IdentityResponse"][] }) {
  const words = inside.security.identities;
  const names = identities.filter((one) => one.can_sign_in).map((one) => one.provider_name);
  return (
    <Section title={words.title}>
      {names.length > 0 && <p>{words.opened(new Intl.ListFormat(language).format(new Set(names)))}</p>}
      <ul className="labels">
        {identities.map(({ id, provider_name, email, created_at, last_used_at, can_sign_in }) => (
          <li key={id}>
            <div>
              <p className="name">{provider_name}</p>
              <Facts facts={[
                [words.account, email],
                [words.since, <Time at={created_at} isDate />],
                [words.used, last_used_at ? <Time at={last_used_at} /> : words.never],
              ]} />
              {!can_sign_in && <p className="hint">{words.off}</p>}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
