import { Link } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { outcome } from "@stylipp/api-client";
import { api } from "../api.ts";
import type { Handed } from "../leave.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { checkNewPassword, NewPasswordField } from "../ui/NewPasswordField.tsx";
import { MailedLink } from "./MailedLink.tsx";

export function ResetPassword() {
  const renew = <Link href={ROUTES.forgotPassword}>{t.reset.renew}</Link>;
  return (
    <MailedLink texts={t.reset} renew={renew}>
      {(token, attempt) => (
        <Form
          submit={t.reset.submit}
          check={({ new_password }: Record<"new_password", string>) => {
            const wrong = checkNewPassword(new_password);
            return wrong ? { new_password: wrong } : {};
          }}
          send={async ({ new_password }) => {
            const body = { token, new_password };
            const problem = await attempt(outcome(api.POST("/v1/auth/password/reset", { body })));
            if (!problem) await toLogin();
            return problem;
          }}
        >
          <NewPasswordField label={t.newPassword.label} name="new_password" />
        </Form>
      )}
    </MailedLink>
  );
}

async function toLogin(): Promise<void> {
  // All sessions of the account have ended. If one was open here, the client does not know it yet.
  if (api.session.state === "open") await api.resume().catch(() => undefined);
  navigate(ROUTES.login, { replace: true, state: { isPasswordReset: true } satisfies Handed });
}
