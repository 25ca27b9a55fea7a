import { askPasskey, hasPasskeys } from "@stylipp/api-client/passkeys";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Outcome, Problem, Schemas } from "../api.ts";
import { proof } from "../texts/proof.ts";
import { Field } from "./Field.tsx";
import { Form } from "./Form.tsx";
import { PasswordField } from "./PasswordField.tsx";

type Way = "password" | "code" | "passkey" | "recovery_code";

/** What is sent: exactly one of them. */
export type Proof = Pick<Schemas["ReauthenticationRequest"], "password" | "code" | "recovery_code" | "credential">;

const FIELD = { spellCheck: false, autoCapitalize: "none", autoCorrect: "off", required: true };

/** The second factors of an account as ways. */
export const waysOf = (methods: readonly Schemas["MfaMethod"][]): Way[] =>
  methods.map((method) => (method === "totp" ? "code" : method));

/** A form for one of the ways to prove who one is, and buttons that replace it by another. */
export function Ways(props: {
  ways: Way[];
  /** What the browser asks for a passkey with. */
  options: () => Promise<Outcome<Schemas["PasskeyRequestOptions"]>>;
  send: (proof: Promise<Proof>) => Promise<Problem | undefined>;
  /** Further fields. */
  children?: ReactNode;
}) {
  const ways = props.ways.filter((way) => way !== "passkey" || hasPasskeys());
  const [way = "recovery_code", choose] = useState(ways[0]);
  const box = useRef<HTMLDivElement>(null);
  // Also when the button that has the focus gives way.
  useEffect(() => box.current!.querySelector<HTMLElement>(".control input, [type=submit]")!.focus(), [way]);
  const words = proof[way];

  async function send(entries: Partial<Record<Way, string>>) {
    if (way !== "passkey") return props.send(Promise.resolve({ [way]: way === "code" ? digits(entries.code) : entries[way] }));
    const { data, problem } = await props.options();
    return problem ?? props.send(askPasskey(data).then((credential) => ({ credential })));
  }

  return (
    <div ref={box} className="ways">
      <Form<Way>
        key={way}
        submit={words.submit}
        send={send}
        check={(entries) => (way === "code" && digits(entries.code).length !== 6 ? { code: proof.code.missing } : {})}
        under={way === "passkey" ? {} : { invalid_credentials: way, mfa_invalid: way }}
        words={({ code }) => (code === "invalid_credentials" ? proof.password.wrong : undefined)}
      >
        {way === "password" && <PasswordField label={words.label} name={way} autoComplete="current-password" />}
        {way === "code" && (
          <Field label={words.label} name={way} hint={words.hint} inputMode="numeric" autoComplete="one-time-code" {...FIELD} />
        )}
        {way === "recovery_code" && <Field label={words.label} name={way} hint={words.hint} autoComplete="off" {...FIELD} />}
        {way === "passkey" && <p className="hint">{words.hint}</p>}
        {props.children}
      </Form>
      {ways.map((other) => other !== way && (
        <button key={other} type="button" className="link" onClick={() => choose(other)}>{proof[other].instead}</button>
      ))}
    </div>
  );
}

/** A code as it is sent, from one that was pasted as in "123 456". */
export const digits = (code = "") => code.replace(/[\s-]/g, "");
