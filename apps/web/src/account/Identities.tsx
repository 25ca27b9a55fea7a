import { api, outcome, type Schemas } from "../api.ts";
import { useLoad } from "../load.ts";
import { connectAt } from "../providers.ts";
import { inside } from "../texts/inside.ts";
import { Confirm } from "../ui/Confirm.tsx";
import { Facts } from "../ui/Facts.tsx";
import { Form } from "../ui/Form.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";

/** The accounts at other providers that this one can be opened with, and those that can be connected. */
export function Identities({ identities, canAdd }: { identities: Schemas["IdentityResponse"][]; canAdd: boolean }) {
  const words = inside.security.identities;
  const { heading, said, act } = useDone();
  const { data } = useLoad((signal) => outcome(api.GET("/v1/auth/oidc", { signal }))); // without an answer, none to connect
  const others = (data?.providers ?? []).filter(({ id }) => identities.every((one) => one.provider !== id)); // one of each
  if (identities.length === 0 && others.length === 0) return null;

  const disconnect = (identity: string, name: string) =>
    act(outcome(api.DELETE("/v1/users/me/identities/{identity}", { params: { path: { identity } } })), words.disconnected(name));

  return (
    <Section title={words.title} id="connected" heading={heading} said={said}>
      <p>{words.text}</p>
      {identities.length > 0 && <ul className="labels">
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
            <div className="buttons">
              <Confirm
                action={words.disconnect}
                name={words.disconnectOne(provider_name)}
                question={words.question(provider_name)}
                look="main danger"
                focus={heading}
                send={() => disconnect(id, provider_name)}
              />
            </div>
          </li>
        ))}
      </ul>}
      {canAdd && others.length > 0 && (
        <div className="actions">
          {others.map(({ id, name }) => (
            <Form key={id} submit={words.connect(name)} look="plain" send={() => connectAt(id)} />
          ))}
        </div>
      )}
    </Section>
  );
}
