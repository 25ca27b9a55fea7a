import { api, outcome } from "../api.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { checkNewPassword, NewPasswordField } from "../ui/NewPasswordField.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { PasswordForm } from "./PasswordForm.tsx";

/** Where `/.well-known/change-password` leads to. */
export function Password() {
  const { heading, said, done } = useDone();

  async function send(body: Record<"current_password" | "new_password", string>) {
    const { problem } = await outcome(api.POST("/v1/users/me/password", { body }));
    if (!problem) done(inside.account.changed);
    return problem;
  }

  return (
    <Section title={t.password} id="password" heading={heading} said={said}>
      {!said && ( // password managers take the end of the form for success
        <PasswordForm
          submit={inside.account.change}
          check={({ new_password }) => ({ new_password: checkNewPassword(new_password) })}
          send={send}
          after={<NewPasswordField label={t.newPassword.label} name="new_password" />}
        />
      )}
    </Section>
  );
}
