import type { ComponentProps, ReactNode } from "react";
import { useMe } from "../me.tsx";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { Form } from "../ui/Form.tsx";
import { PasswordField } from "../ui/PasswordField.tsx";

/** A form that asks for the current password, too, and tells password managers whose it is. */
export function PasswordForm<Name extends string = never>({
  check,
  children,
  after,
  ...form
}: Pick<ComponentProps<typeof Form<Name | "current_password">>, "submit" | "send" | "look" | "children"> & {
  check?: (entries: Record<Name, string>) => Partial<Record<string, string>>;
  after?: ReactNode;
}) {
  return (
    <Form<string>
      {...form}
      check={(entries) => ({
        ...check?.(entries as Record<Name, string>),
        ...(!entries["current_password"] && { current_password: t.problems.password }),
      })}
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
