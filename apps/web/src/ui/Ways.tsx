import { askPasskey, hasPasskeys } from "@stylipp/api-client/passkeys";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { flushSync } from "react-dom";
import type { Outcome, Problem, Schemas } from "../api.ts";
import { t } from "../texts/index.ts";
import { proof } from "../texts/proof.ts";
import { Field } from "./Field.tsx";
import { Form } from "./Form.tsx";
import { PasswordField } from "./PasswordField.tsx";
import { Resend } from "./Resend.tsx";

type Way = "password" | "mail_code" | "code" | "passkey" | "recovery_code";

/** What is sent: exactly one of them. */
export type Proof = Pick<Schemas["ReauthenticationRequest"], "password" | "mail_code" | "code" | "recovery_code" | "credential">;

const CODE = { spellCheck: false, autoCapitalize: "none", autoCorrect: "off", required: true };

/** The second factors of an account as ways. */
export const waysOf = (methods: readonly Schemas["MfaMethod"][]): Way[] =>
  methods.map((method) => (method === "totp" ? "code" : method));

/** A form for one of the ways to prove who one is, and buttons that replace it by another. */
export function Ways(props: {
  ways: Way[];
  /** What the browser asks for a passkey with. */
  options: () => Promise<Outcome<Schemas["PasskeyRequestOptions"]>>;
  send: (proof: Promise<Proof>) => Promise<Problem | undefined>;
  /** Mails a code; where that is a way. */
  mail?: () => Promise<Problem | undefined>;
  /** Further fields. */
  children?: ReactNode;
}) {
  const ways = props.ways.filter((way) => way !== "passkey" || hasPasskeys());
  const [way = "recovery_code", choose] = useState(ways[0]);
  const [mails, setMails] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const first = (selector: string) => box.current!.querySelector<HTMLElement>(selector)!;
  const asked = useRef<AbortController>(undefined);
  useEffect(() => {
    (box.current!.querySelector<HTMLElement>(".control input, [type=submit]") ?? first("button")).focus();
    return () => asked.current?.abort();
  }, [way]);

  function use(other: Way) {
    flushSync(() => choose(other));
    if (other === "passkey") first("[type=submit]").click(); // it has nothing to enter
    if (other === "mail_code") first(".resend button").click(); // the press has asked for it
  }

  async function mail(send: NonNullable<typeof props.mail>) {
    const problem = await send();
    if (problem || !box.current) return problem;
    flushSync(() => setMails((before) => before + 1));
    box.current?.querySelector<HTMLElement>("[name=mail_code]")?.focus();
    return undefined;
  }

  async function send(entries: Partial<Record<Way, string>>) {
    if (way === "code" || way === "mail_code") return props.send(Promise.resolve({ [way]: digits(entries[way]) }));
    if (way !== "passkey") return props.send(Promise.resolve({ [way]: entries[way] }));
    const { signal } = (asked.current = new AbortController());
    const { data, problem } = await props.options();
    return problem ?? props.send(askPasskey(data, signal).then((credential) => ({ credential })));
  }

  return (
    <div ref={box} className="ways">
      {props.ways[0] === "passkey" && !hasPasskeys() && <p className="notice">{proof.impossible}</p>}
      {way === "mail_code" && props.mail && (
        <Resend label={mails > 0 ? t.mail.again : proof.mail} sent={mails > 1 ? t.mail.sent : proof.mailed} send={() => mail(props.mail!)} />
      )}
      {(way !== "mail_code" || mails > 0) && <Form<Way>
        key={way}
        submit={way === "passkey" ? proof.use.passkey : proof.submit}
        send={send}
        check={(entries) => checkCode(way, digits(entries[way]))}
        under={way === "passkey" ? {} : { invalid_credentials: way, mfa_invalid: way }}
        words={({ code }) => (code === "invalid_credentials" && way === "password" ? proof.wrongPassword : undefined)}
      >
        {way === "password" && <PasswordField label={t.password} name={way} autoComplete="current-password" />}
        {way === "code" && <Field {...proof.code} {...CODE} name={way} inputMode="numeric" autoComplete="one-time-code" />}
        {way === "mail_code" && (
          <Field {...proof.mailCode} {...CODE} name={way} inputMode="numeric" autoComplete="one-time-code" />
        )}
        {way === "recovery_code" && <Field {...proof.recoveryCode} {...CODE} name={way} autoComplete="off" />}
        {way === "passkey" && <p className="hint">{proof.passkey}</p>}
        {props.children}
      </Form>}
      {ways.map((other) => other !== way && (
        <button key={other} type="button" className="link" onClick={() => use(other)}>{proof.use[other]}</button>
      ))}
    </div>
  );
}

function checkCode(way: Way, code: string): Partial<Record<Way, string>> {
  if (way === "code" && code.length !== 6) return { code: proof.noCode };
  return way === "mail_code" && code.length !== 8 ? { mail_code: proof.noMailCode } : {};
}

/** A code as it is sent, from one that was pasted as in "123 456", also with the subject of its mail. */
export const digits = (code = "") => code.replace(/\D/g, "");
