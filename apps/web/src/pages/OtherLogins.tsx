import { api, outcome } from "../api.ts";
import { useLoad } from "../load.ts";
import { safeNext } from "../next.ts";
import { rememberLogin } from "../returned.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { LinkWithEmail } from "../ui/LinkWithEmail.tsx";

async function start(provider: string) {
  const { data, problem } = await outcome(api.POST("/v1/auth/oidc/{provider}/start", { params: { path: { provider } } }));
  if (!data) return problem;
  rememberLogin(safeNext(location.search, location.origin));
  location.assign(data.authorization_url);
  return undefined;
}

/** The ways to log in that the server has set up, besides passwords and passkeys. Without an answer, none. */
export function OtherLogins() {
  const { data } = useLoad((signal) => outcome(api.GET("/v1/auth/oidc", { signal })));
  return (
    <>
      {data?.providers.map(({ id, name }) => (
        <Form key={id} submit={t.signIn.with(name)} look="plain" send={() => start(id)} />
      ))}
      {data?.has_email_login && (
        <p className="aside"><LinkWithEmail href={ROUTES.mailLogin}>{t.mailLogin.title}</LinkWithEmail></p>
      )}
    </>
  );
}
