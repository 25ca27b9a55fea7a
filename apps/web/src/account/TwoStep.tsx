import { useState } from "react";
import { api, outcome, type Outcome, type Schemas } from "../api.ts";
import { inside } from "../texts/inside.ts";
import { Confirm } from "../ui/Confirm.tsx";
import { Facts } from "../ui/Facts.tsx";
import { Form } from "../ui/Form.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";
import { Enrolment } from "./Enrolment.tsx";

/** Two-step login and its authenticator app. `show` is for the recovery codes that it comes with. */
export function TwoStep(props: {
  state: Schemas["TwoStepState"];
  canAdd: boolean;
  hasPasskey: boolean;
  show: (codes: string[] | undefined) => void;
}) {
  const { state: { is_on, since, has_totp }, canAdd, hasPasskey, show } = props;
  const words = inside.security.twoStep;
  const { heading, said, done, act } = useDone();
  const [enrolment, setEnrolment] = useState<Schemas["TotpEnrolment"]>();

  async function enrol() {
    const { data, problem } = await outcome(api.POST("/v1/users/me/totp"));
    setEnrolment(data);
    return problem;
  }

  async function finish(call: Promise<Outcome<Schemas["RecoveryCodesResponse"]>>, sentence: string) {
    const { data, problem } = await call;
    if (problem && problem.code !== "totp_not_started") return problem;
    setEnrolment(undefined);
    done(problem ? words.codeOver : sentence); // too late, or another tab was faster
    if (data && data.codes.length > 0) show(data.codes);
    return undefined;
  }

  const confirm = (body: { code: string }) =>
    finish(outcome(api.POST("/v1/users/me/totp/confirm", { body })), is_on ? words.appSet : words.done);
  const switchOn = () => finish(outcome(api.PUT("/v1/users/me/two-step", { body: { is_on: true } })), words.done);
  const removeApp = () => act(outcome(api.DELETE("/v1/users/me/totp")), words.appRemoved);
  async function switchOff() {
    const problem = await finish(outcome(api.PUT("/v1/users/me/two-step", { body: { is_on: false } })), words.offDone);
    if (!problem) show(undefined);
    return problem;
  }

  return (
    <Section title={words.title} heading={heading} said={said}>
      <p>{words.text}</p>
      <Facts facts={[
        [words.state, is_on ? <>{words.on}{since && <>, <Time at={since} isDate /></>}</> : words.off],
        [words.app, is_on ? (has_totp ? words.yes : words.no) : null],
      ]} />
      {enrolment && (
        <Enrolment of={enrolment} confirm={confirm} cancel={() => (setEnrolment(undefined), heading.current?.focus())} />
      )}
      <div className="actions">
        {!enrolment && canAdd && (
          <Form submit={has_totp ? words.replace : words.setUp} look={is_on ? "plain" : "main"} send={enrol} />
        )}
        {!is_on && canAdd && hasPasskey && <Form submit={words.withPasskeys} look="plain" send={switchOn} />}
        {is_on && has_totp && hasPasskey && (
          <Confirm action={words.removeApp} question={words.removeQuestion} look="main danger" focus={heading} send={removeApp} />
        )}
        {is_on && (
          <Confirm action={words.switchOff} question={words.offQuestion} look="main danger" focus={heading} send={switchOff} />
        )}
      </div>
    </Section>
  );
}
