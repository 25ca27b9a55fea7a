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
      given.then((body) => api.POST("/v1/auth/mfa/verify", { body: { ...body, remember_device: remembers } })),
    );
    if (problem && problem.code !== "mfa_expired") return problem;
    setResult(problem ? "over" : "done");
    return undefined;
  }

  if (result === "over" || options.problem?.code === "mfa_expired") {
    return <Redirect to={login} replace state={{ entries, account, news: "mfaExpired" }} />;
  }
  return (
    <VisitorPage title={proof.secondStep} isDone={result === "done"}>
      {entries?.["email"] && <p className="address">{entries["email"]}</p>}
      <Loading of={options}>
        {({ methods, passkey }) => (
          <Ways ways={waysOf(methods)} options={async () => ({ data: passkey! })} send={send}>
            <label className="check">
              <input type="checkbox" checked={remembers} onChange={() => remember(!remembers)} />
              {proof.remember}
            </label>
          </Ways>
        )}
      </Loading>
      <p className="aside"><Link href={login} state={{ entries, account }}>{t.forgot.back}</Link></p>
    </VisitorPage>
  );
}
