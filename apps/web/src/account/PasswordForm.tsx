import type { ComponentProps, ReactNode } from "react";
import { useMe } from "../me.tsx";
import { inside } from "../texts/inside.ts";
import { Form } from "../ui/Form.tsx";
import { PasswordField } from "../ui/PasswordField.tsx";

/** A form that asks for the current password, too, and tells password managers whose it is. */
export function PasswordForm<Name extends string>(
  props: ComponentProps<typeof Form<Name | "current_password">> & { after?: ReactNode },
) {
  const { children, after, ...form } = props;
  return (
    <Form
      {...form}
      under={{ invalid_credentials: "current_password" }}
      words={({ code }) => (code === "invalid_credentials" ? inside.account.wrong : undefined)}
    >
      <input type="email" name="email" autoComplete="username" value={useMe().data?.email ?? ""} readOnly hidden />
      {children}
      <PasswordField label={inside.account.current} name="current_password" autoComplete="current-password" />
      {after}
    </Form>
  );
}
