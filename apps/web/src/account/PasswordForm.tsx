import type { ComponentProps, ReactNode } from "react";
import { api, outcome, type Schemas } from "../api.ts";
import { useLoad, type Loaded } from "../load.ts";
import { useMe } from "../me.tsx";
import { inside } from "../texts/inside.ts";
import { Form } from "../ui/Form.tsx";
import { Loading } from "../ui/Loading.tsx";
import { PasswordField } from "../ui/PasswordField.tsx";

/** How the account can be logged in to. A page loads it once, for all its forms. */
export const useSecurity = () => useLoad((signal) => outcome(api.GET("/v1/users/me/security", { signal })));

export type Security = Loaded<Schemas["SecurityResponse"]>;

/**
 * A form that asks for the current password, too, and tells password managers whose it is. An account without a
 * password is asked for another proof instead, by the dialog.
 */
export function PasswordForm<Name extends string>(
  props: ComponentProps<typeof Form<Name | "current_password">> & { security: Security; after?: ReactNode },
) {
  const { security, children, after, ...form } = props;
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
  return <Loading of={security}>{({ has_password }) => fields(has_password)}</Loading>;
}
