import { api, outcome } from "../api.ts";
import { useLoad } from "../load.ts";
import { safeNext } from "../next.ts";
import { logInAt } from "../providers.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { LinkWithEmail } from "../ui/LinkWithEmail.tsx";

/** The ways to log in that the server has set up, besides passwords and passkeys. Where that cannot be learned, by e-mail: its page says if it is not. */
export function OtherLogins() {
  const { data, problem } = useLoad((signal) => outcome(api.GET("/v1/auth/oidc", { signal })));
  return (
    <>
      {data?.providers.map(({ id, name }) => (
        <Form key={id} submit={t.signIn.with(name)} look="plain" send={() => logInAt(id, safeNext(location.search, location.origin))} />
      ))}
      {(data ? data.has_email_login : problem) && (
        <p className="aside"><LinkWithEmail href={ROUTES.mailLogin}>{t.mailLogin.title}</LinkWithEmail></p>
      )}
    </>
  );
}
