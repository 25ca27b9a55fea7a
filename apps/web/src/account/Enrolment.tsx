import { lazy, Suspense, useEffect, useRef } from "react";
import type { Problem, Schemas } from "../api.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { proof } from "../texts/proof.ts";
import { CopyButton } from "../ui/CopyButton.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { digits } from "../ui/Ways.tsx";
import type Code from "./Qr.tsx";

/** Loaded when it is needed. Without it, there is still the secret as text. */
const Qr = lazy<typeof Code>(() => import("./Qr.tsx").catch(() => ({ default: () => <></> })));

/** The secret for an authenticator app, and the code that proves that the app has it. */
export function Enrolment(props: {
  of: Schemas["TotpEnrolment"];
  confirm: (body: { code: string }) => Promise<Problem | undefined>;
  cancel: () => void;
}) {
  const { secret, uri } = props.of;
  const words = inside.security.enrolment;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="label enrolment">
      <h3 ref={heading} tabIndex={-1}>{words.title}</h3>
      <p>{words.scan}</p>
      <Suspense fallback={<div className="qr" />}><Qr text={uri} label={words.qr} /></Suspense>
      <p className="hint"><a href={uri}>{words.open}</a></p>
      <p>{words.key}</p>
      <p><code>{secret.match(/.{1,4}/g)?.join(" ")}</code></p>
      <CopyButton text={secret} name={words.copyKey} />
      <Form
        submit={words.submit}
        under={{ mfa_invalid: "code" }}
        check={({ code }) => (digits(code).length !== 6 ? { code: proof.noCode } : {})}
        send={({ code }: Record<"code", string>) => props.confirm({ code: digits(code) })}
      >
        <Field {...proof.code} name="code" inputMode="numeric" autoComplete="one-time-code" />
      </Form>
      <button type="button" className="link" onClick={props.cancel}>{t.cancel}</button>
    </div>
  );
}
