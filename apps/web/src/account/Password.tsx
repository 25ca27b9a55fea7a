import { useRef, useState } from "react";
import { api, outcome } from "../api.ts";
import { reloadAccount } from "../load.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { checkNewPassword, NewPasswordField } from "../ui/NewPasswordField.tsx";
import { Status } from "../ui/Notice.tsx";
import { Section } from "../ui/Section.tsx";
import { PasswordForm } from "./PasswordForm.tsx";

/** Where `/.well-known/change-password` leads to. */
export function Password() {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isDone, setDone] = useState(false);

  async function send(body: Record<"current_password" | "new_password", string>) {
    const { problem } = await outcome(api.POST("/v1/users/me/password", { body }));
    if (problem) return problem;
    setDone(true); // password managers take the end of the form for success
    reloadAccount();
    heading.current?.focus();
    return undefined;
  }

  return (
    <Section title={t.password} id="password" heading={heading}>
      <Status>{isDone && inside.account.changed}</Status>
      {!isDone && (
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
