import { useState } from "react";
import { Link, Redirect } from "wouter";
import { api, outcome } from "../api.ts";
import { handed } from "../handed.ts";
import { useLoad } from "../load.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { proof } from "../texts/proof.ts";
import { Loading } from "../ui/Loading.tsx";
import { Ways, waysOf, type Proof } from "../ui/Ways.tsx";
import { VisitorPage } from "./VisitorPage.tsx";

/** After the password. The address, and where to go afterwards, stay for a login that begins again. */
export default function SecondStep() {
  const options = useLoad((signal) => outcome(api.POST("/v1/auth/mfa/options", { signal })));
  const [remembers, remember] = useState(false);
  const [result, setResult] = useState<"done" | "over">();
  const { entries, account } = handed();
  const login = ROUTES.login + location.search;

  async function send(given: Promise<Proof>) {
    const { problem } = await outcome(
      given.then((proof) => {
        const body = { ...proof, account_id: options.data!.account_id, remember_device: remembers };
        return api.POST("/v1/auth/mfa/verify", { body });
      }),
    );
    if (problem && problem.code !== "mfa_expired") return problem;
    setResult(problem ? "over" : "done");
    return undefined;
  }

  if (result === "over" || options.problem?.code === "mfa_expired") {
    const news = (entries ?? result) && "mfaExpired"; // otherwise no login has begun, and none is over
    return <Redirect to={login} replace state={{ entries, account, news }} />;
  }
  return (
    <VisitorPage title={proof.secondStep} isDone={result === "done"}>
      <Loading of={options}>
        {({ email, methods, passkey, remember_seconds: seconds }) => (
          <>
            <p className="address">{email}</p>
            <Ways ways={waysOf(methods)} options={async () => ({ data: passkey! })} send={send}>
              {seconds > 0 && (
                <label className="check">
                  <input type="checkbox" checked={remembers} onChange={() => remember(!remembers)} />
                  {proof.remember(Math.max(1, Math.round(seconds / 86_400)))}
                </label>
              )}
            </Ways>
          </>
        )}
      </Loading>
      <p className="aside"><Link href={login} state={{ entries, account }}>{t.forgot.back}</Link></p>
    </VisitorPage>
  );
}
