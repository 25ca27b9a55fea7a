import { hasPasskeys, registerPasskey, syncPasskeys } from "@stylipp/api-client/passkeys";
import { useState } from "react";
import { api, outcome, type Problem, type Schemas } from "../api.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { proof } from "../texts/proof.ts";
import { Confirm } from "../ui/Confirm.tsx";
import { Facts } from "../ui/Facts.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";

export function Passkeys({ passkeys, canAdd }: { passkeys: Schemas["PasskeyResponse"][]; canAdd: boolean }) {
  const words = inside.security.passkeys;
  const { device } = inside.account.sessions;
  const { heading, said, done, act } = useDone();
  const [renamed, setRenamed] = useState<string>();

  /** What browsers offer at the login follows. */
  function changed(sentence: string) {
    setRenamed(undefined);
    done(sentence);
    void syncPasskeys(api);
  }

  async function add(purpose: Schemas["PasskeyPurpose"]) {
    const { data, problem } = await registerPasskey(api, { purpose });
    if (!problem) changed(words.added(device(data.name)));
    return problem;
  }

  async function rename(path: { passkey_id: string }, body: { name: string }) {
    const { problem } = await outcome(api.PATCH("/v1/users/me/passkeys/{passkey_id}", { params: { path }, body }));
    if (!problem) changed(words.renamed(body.name));
    return problem;
  }

  async function remove(path: { passkey_id: string }, name: string) {
    const problem = await act(outcome(api.DELETE("/v1/users/me/passkeys/{passkey_id}", { params: { path } })), words.removed(name));
    if (!problem) void syncPasskeys(api);
    return problem;
  }

  const canceled = ({ code }: Problem) => (code === "passkey_canceled" ? words.canceled : undefined);
  const stop = () => (setRenamed(undefined), heading.current?.focus());

  const named = (one: Schemas["PasskeyResponse"]) => ({
    ...one, name: device(one.name), provider: one.provider && device(one.provider),
  });
  const row = ({ id, name, provider, created_at, last_used_at, is_synced, can_sign_in }: Schemas["PasskeyResponse"]) => (
    <li key={id}>
      {renamed === id ? (
        <div>
          <Form submit={words.save} send={(body: Record<"name", string>) => rename({ passkey_id: id }, body)}>
            <Field label={words.name} name="name" defaultValue={name} maxLength={64} autoComplete="off" required autoFocus />
          </Form>
          <button type="button" className="link" onClick={stop}>{t.cancel}</button>
        </div>
      ) : (
        <>
          <div>
            <p className="name">{name}</p>
            <Facts facts={[
              [words.provider, provider === name ? null : provider],
              [words.use, can_sign_in ? words.signIn : words.secondFactor],
              [words.since, <Time at={created_at} isDate />],
              [words.used, last_used_at ? <Time at={last_used_at} /> : words.never],
              [words.synced, is_synced ? words.byProvider : words.no],
            ]} />
          </div>
          <div className="buttons">
            <button type="button" aria-label={words.renameOne(name)} onClick={() => setRenamed(id)}>{words.rename}</button>
            <Confirm
              action={words.remove}
              name={words.removeOne(name)}
              question={(can_sign_in ? words.question : words.factorQuestion)(name)}
              look="main danger"
              focus={heading}
              send={() => remove({ passkey_id: id }, name)}
            />
          </div>
        </>
      )}
    </li>
  );

  return (
    <Section title={words.title} heading={heading} said={said}>
      <p>{words.text}</p>
      {passkeys.length > 0 && <ul className="labels">{passkeys.map(named).map(row)}</ul>}
      {!hasPasskeys() && <p className="notice">{proof.impossible}</p>}
      {canAdd && hasPasskeys() && (
        <div className="actions">
          <Form submit={words.add} words={canceled} send={() => add("sign_in")} />
          <Form submit={words.addKey} words={canceled} look="plain" send={() => add("second_factor")} />
          <p className="hint">{words.keyHint}</p>
        </div>
      )}
    </Section>
  );
}
