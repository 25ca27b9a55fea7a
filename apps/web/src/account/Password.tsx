import { api, outcome } from "../api.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { checkNewPassword, NewPasswordField } from "../ui/NewPasswordField.tsx";
import { Loading } from "../ui/Loading.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { PasswordForm, type Security } from "./PasswordForm.tsx";

type Entries = Record<"current_password" | "new_password", string>;

/** Where `/.well-known/change-password` leads to. An account without a password can set one here. */
export function Password({ security }: { security: Security }) {
  const { heading, said, done } = useDone();
  const words = inside.account;

  async function send(body: Entries, sentence: string) {
    const { problem } = await outcome(api.POST("/v1/users/me/password", { body }));
    if (!problem) done(sentence);
    return problem;
  }

  return (
    <Section title={t.password} id="password" heading={heading} said={said}>
      <Loading of={security}>
        {({ has_password }) => !said && ( // password managers take the end of the form for success
          <>
            {!has_password && <p>{words.none}</p>}
            <PasswordForm
              security={security}
              submit={has_password ? words.change : words.set}
              check={({ new_password }) => ({ new_password: checkNewPassword(new_password) })}
              send={(body: Entries) => send(body, has_password ? words.changed : words.setDone)}
              after={<NewPasswordField label={t.newPassword.label} name="new_password" />}
            />
          </>
        )}
      </Loading>
    </Section>
  );
}
