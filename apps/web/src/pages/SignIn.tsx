import { useEffect, useState } from "react";
import { Link, Redirect } from "wouter";
import { api, outcome, type Problem } from "../api.ts";
import { wordsFor } from "../errors.ts";
import { safeNext } from "../next.ts";
import { completeOnce, returned } from "../returned.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { Wait } from "../ui/Loading.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";

interface Result {
  problem?: Problem | undefined;
  /** What the provider says instead of sending a code. */
  error?: string;
}

async function complete(provider: string, connects: boolean): Promise<Result> {
  const { code, state, iss, error } = returned;
  if (error !== null) return { error };
  if (code === null || state === null) return { error: "" };
  const body = { code, state, iss };
  return connects
    ? outcome(api.POST("/v1/users/me/identities/{identity}", { params: { path: { identity: provider } }, body }))
    : outcome(api.POST("/v1/auth/oidc/{provider}/complete", { params: { path: { provider } }, body }));
}

/** Where a provider sends the browser back to, after a login there or to connect an account. */
export default function SignIn({ provider }: { provider: string }) {
  const connects = returned.connect === provider;
  const [result, setResult] = useState<Result>();
  useEffect(() => {
    let isShown = true;
    void completeOnce(() => complete(provider, connects)).then((result) => isShown && setResult(result));
    return () => void (isShown = false);
  }, [provider, connects]);

  if (!result) return <Wait />;
  const search = `?${new URLSearchParams({ next: returned.next ?? "" })}`;
  const { problem, error } = result;
  if (problem?.code === "mfa_required") return <Redirect to={ROUTES.secondStep + search} replace state={{ entries: {} }} />;
  if (!problem && error === undefined) {
    return connects
      ? <Redirect to={`${ROUTES.security}#connected`} replace />
      : <Redirect to={safeNext(search, location.origin)} replace state={{ hasLoggedIn: true }} />;
  }
  return (
    <Page title={connects ? t.signIn.notConnected : t.signIn.title}>
      {problem ? (
        <Notice problem={problem} words={wordsFor(problem)} />
      ) : (
        <div className="notice bad" role="alert"><p>{error === "access_denied" ? t.signIn.denied : t.errors.oidc_failed}</p></div>
      )}
      <Link href={connects ? ROUTES.security : ROUTES.login + search}>{connects ? t.signIn.back : t.forgot.back}</Link>
    </Page>
  );
}
