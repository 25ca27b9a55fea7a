import { useMemo, useState } from "react";
import { api, outcome, type Problem } from "../api.ts";
import { clock, duration, useHeldButton } from "../countdown.ts";
import { t } from "../texts/index.ts";
import { Notice } from "./Notice.tsx";

/** How long to wait before a mail is sent again. */
export const RESEND_SECONDS = 30;

/** Mail the link that confirms the address once more, to the account that is logged in. */
export const resendConfirmation = async () => (await outcome(api.POST("/v1/auth/email/verify/resend"))).problem;

/** A button that sends a mail, with a wait after it. */
export function Resend(props: {
  label: string;
  /** Resolves to the problem, if there was one. */
  send: () => Promise<Problem | undefined>;
  /** What is said after it, if it is not the second mail. */
  sent?: string;
  /** The wait before the first time, if a mail was sent just now. */
  seconds?: number;
}) {
  const [wait, setWait] = useState({ seconds: props.seconds });
  const [problem, setProblem] = useState<Problem>();
  const [isSent, setSent] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { left, presses, press } = useHeldButton(wait);
  const leftAtPress = useMemo(() => left, [presses]);

  async function send() {
    setBusy(true);
    const failure = await props.send();
    setBusy(false);
    setProblem(failure && { ...failure, seconds: undefined }); // the clock is beside the button
    setSent(!failure);
    setWait({ seconds: failure ? failure.seconds : RESEND_SECONDS });
  }

  const words =
    presses > 0 ? (left > 0 ? t.wait.left(duration(leftAtPress)) : t.wait.over)
    : isSent ? (props.sent ?? t.mail.sent)
    : "";
  return (
    <div className="resend">
      {problem && <Notice problem={problem} />}
      <button type="button" aria-disabled={isBusy} onClick={() => isBusy || press(() => void send())}>
        {props.label}
        {left > 0 && <span aria-hidden="true" className="countdown">{clock(left)}</span>}
      </button>
      <p role="status" className="hint"><span key={presses}>{words}</span></p>
    </div>
  );
}
