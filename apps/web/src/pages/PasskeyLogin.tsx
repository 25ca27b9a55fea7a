import { hasPasskeys, passkeyAutofill, signInWithPasskey } from "@stylipp/api-client/passkeys";
import { useEffect, useEffectEvent, useState } from "react";
import { api, type Problem } from "../api.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { Notice } from "../ui/Notice.tsx";

/** Offers passkeys in the autofill of the address, and by a button. */
export function PasskeyLogin({ onDone }: { onDone: () => void }) {
  const [problem, setProblem] = useState<Problem>();
  const finish = useEffectEvent((problem: Problem | undefined) => (problem ? setProblem(problem) : onDone()));
  useEffect(() => passkeyAutofill(api, (outcome) => finish(outcome.problem)), []);

  async function send() {
    setProblem(undefined);
    const { problem } = await signInWithPasskey(api);
    if (!problem) onDone();
    return problem;
  }

  if (!hasPasskeys()) return null;
  return (
    <>
      {problem && <Notice problem={problem} />}
      <Form submit={t.login.passkey} look="plain" send={send} />
    </>
  );
}
