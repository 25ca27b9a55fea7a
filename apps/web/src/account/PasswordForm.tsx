import type { ComponentProps, ReactNode } from "react";
import { api, outcome } from "../api.ts";
import { useLoad } from "../load.ts";
import { useMe } from "../me.tsx";
import { inside } from "../texts/inside.ts";
import { Form } from "../ui/Form.tsx";
import { Loading } from "../ui/Loading.tsx";
import { PasswordField } from "../ui/PasswordField.tsx";

/** How the account can be logged in to. */
export const useSecurity = () => useLoad((signal) => outcome(api.GET("/v1/users/me/security", { signal })));

/**
 * A form that asks for the current password, too, and tells password managers whose it is. An account without a
 * password is asked for another proof instead, by the dialog.
 */
export function PasswordForm<Name extends string>(
  props: ComponentProps<typeof Form<Name | "current_password">> & { after?: ReactNode },
) {
  const { children, after, ...form } = props;
  const email = useMe().data?.email ?? "";
  const fields = (hasPassword: boolean) => (
    <Form
      {...form}
      under={{ invalid_credentials: "current_password" }}
      words={({ code }) => (code === "invalid_credentials" ? inside.account.wrong : undefined)}
    >
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      {children}
      {hasPassword && <PasswordField label={inside.account.current} name="current_password" autoComplete="current-password" />}
      {after}
    </Form>
  );
  return <Loading of={useSecurity()}>{({ has_password }) => fields(has_password)}</Loading>;
}
