import { useEffect, useState } from "react";
import { Link, Redirect } from "wouter";
import { api, outcome, useSession, type Problem } from "../api.ts";
import { wordsFor } from "../errors.ts";
import { safeNext } from "../next.ts";
import { completeOnce, returned } from "../returned.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { proof } from "../texts/proof.ts";
import { Wait } from "../ui/Loading.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";

interface Result {
  problem?: Problem | undefined;
  /** What the provider says instead of sending a code. */
  error?: string;
}

type Purpose = "login" | "connect" | "proof";

async function complete(provider: string, purpose: Purpose): Promise<Result> {
  const { code, state, iss, error } = returned;
  if (error !== null) return { error };
  if (code === null || state === null) return { error: "" };
  const body = { code, state, iss };
  const params = { path: { provider } };
  if (purpose === "connect") {
    return outcome(api.POST("/v1/users/me/identities/{identity}", { params: { path: { identity: provider } }, body }));
  }
  return purpose === "proof"
    ? outcome(api.POST("/v1/auth/reauthenticate/oidc/{provider}", { params, body }))
    : outcome(api.POST("/v1/auth/oidc/{provider}/complete", { params, body }));
}

function wordsOf(problem: Problem) {
  if (problem.code === "not_found") return t.errors.oidc_failed; // no such provider
  return problem.problems?.some(({ path }) => path === "email") ? proof.signIn.noAddress : wordsFor(problem);
}

/** Where a provider sends the browser back to, after a login there, to connect an account or to prove who it is. */
export default function SignIn({ provider }: { provider: string }) {
  const purpose = returned.connect === provider ? "connect" : returned.proof === provider ? "proof" : "login";
  const [result, setResult] = useState<Result>();
  const { state } = useSession();
  useEffect(() => {
    let isShown = true;
    void completeOnce(() => complete(provider, purpose)).then((result) => isShown && setResult(result));
    return () => void (isShown = false);
  }, [provider, purpose]);

  if (!result || state === "unknown") return <Wait />;
  const search = `?${new URLSearchParams({ next: returned.next ?? "" })}`;
  const { problem, error } = result;
  const next = safeNext(search, location.origin);
  const isOther = purpose === "proof" && problem?.code === "invalid_credentials";
  if (isOther) return <Redirect to={next} replace state={{ proof: "other" }} />;
  if (purpose === "login" && problem?.code === "mfa_required") return <Redirect to={ROUTES.secondStep + search} replace state={{ entries: {} }} />;
  if (!problem && error === undefined) {
    if (purpose === "connect") return <Redirect to={`${ROUTES.security}#connected`} replace />;
    return <Redirect to={next} replace state={purpose === "proof" ? { proof: "given" } : { hasLoggedIn: true }} />;
  }
  // As after a login in another tab, which ends what was begun here.
  if (purpose === "login" && state === "open" && problem?.code === "oidc_state_invalid") {
    return <Page title={t.login.already}><Link href={next} className="button main">{t.register.next}</Link></Page>;
  }
  const back = { login: ROUTES.login + search, connect: ROUTES.security, proof: next };
  return (
    <Page title={proof.signIn.title[purpose]}>
      {problem ? (
        <Notice problem={problem} words={wordsOf(problem)} />
      ) : (
        <div className="notice bad" role="alert"><p>{error === "access_denied" ? proof.signIn.denied : t.errors.oidc_failed}</p></div>
      )}
      <Link href={back[purpose]}>{proof.signIn.back[purpose]}</Link>
    </Page>
  );
}
