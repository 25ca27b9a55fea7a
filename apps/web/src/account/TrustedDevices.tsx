import { api, outcome } from "../api.ts";
import { inside } from "../texts/inside.ts";
import { Form } from "../ui/Form.tsx";
import { Section, useDone } from "../ui/Section.tsx";

/** How many devices need no second step, and a way to end that. */
export function TrustedDevices({ count }: { count: number }) {
  const words = inside.security.devices;
  const { heading, said, act } = useDone();
  const forget = () => act(outcome(api.DELETE("/v1/users/me/trusted-devices")), words.forgotten);
  return (
    <Section title={words.title} heading={heading} said={said}>
      <p>{words.count(count)}</p>
      {count > 0 && <div className="actions"><Form submit={words.forget} look="plain" send={forget} /></div>}
    </Section>
  );
}
