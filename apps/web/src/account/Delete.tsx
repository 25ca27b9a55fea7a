import "../styles/account.css";
import { Link } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { api, outcome } from "../api.ts";
import { ROUTES } from "../routes.ts";
import { inside } from "../texts/inside.ts";
import { Confirm } from "../ui/Confirm.tsx";
import { Loading } from "../ui/Loading.tsx";
import { Page } from "../ui/Page.tsx";
import { PasswordForm, useSecurity } from "./PasswordForm.tsx";

export default function Delete() {
  const security = useSecurity();
  const words = inside.account.delete;

  /** An account without a password is asked once more instead. */
  async function send(body: { current_password?: string }) {
    const { problem } = await outcome(api.POST("/v1/users/me/delete", { body }));
    // The end of the session has led to the login page already, but not with this news.
    if (!problem) navigate(ROUTES.login, { replace: true, state: { news: "gone" } });
    return problem;
  }

  return (
    <Page title={words.title}>
      <h2>{words.goes}</h2>
      <ul>{words.gone.map((thing) => <li key={thing}>{thing}</li>)}</ul>
      <h2>{words.stays}</h2>
      <p>{words.kept}</p>
      <p><Link href={ROUTES.data}>{words.download}</Link></p>
      <Loading of={security}>
        {({ has_password }) =>
          has_password
            ? <PasswordForm security={security} submit={words.submit} look="main danger" send={send} />
            : <Confirm action={words.submit} question={words.question} look="main danger" send={() => send({})} />
        }
      </Loading>
      <p className="aside"><Link href={ROUTES.account}>{words.keep}</Link></p>
    </Page>
  );
}
