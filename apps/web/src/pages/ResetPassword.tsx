import { Link } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { api, outcome } from "../api.ts";
import type { Handed } from "../handed.ts";
import { useMeIfLoggedIn } from "../me.tsx";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { checkNewPassword, NewPasswordField } from "../ui/NewPasswordField.tsx";
import { MailedLink, ToAccount } from "./MailedLink.tsx";

export function ResetPassword() {
  const me = useMeIfLoggedIn();
  return (
    <MailedLink<"new_password">
      texts={t.reset}
      check={({ new_password }) => ({ new_password: checkNewPassword(new_password) })}
      send={reset}
      renew={<Link href={ROUTES.forgotPassword}>{t.reset.renew}</Link>}
      done={{ title: t.reset.done, text: <ToAccount>{me ? t.link.other(me.email) : ""}</ToAccount> }}
    >
      <NewPasswordField label={t.newPassword.label} name="new_password" />
    </MailedLink>
  );
}

async function reset(token: string, { new_password }: Record<"new_password", string>) {
  const result = await outcome(api.POST("/v1/auth/password/reset", { body: { token, new_password } }));
  if (result.problem) return result;
  // All sessions of the account have ended. If one was open here, the client does not know it yet.
  if (api.session.state === "open") await api.resume().catch(() => undefined);
  const state: Handed = { news: "passwordReset" };
  if (api.session.state !== "open") navigate(ROUTES.login, { replace: true, state });
  return result;
}
