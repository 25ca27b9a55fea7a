import { useState, type ReactNode } from "react";
import type { Problem } from "../api.ts";
import { forgetToken, mailedToken } from "../token.ts";
import { t } from "../texts/index.ts";
import { Page } from "../ui/Page.tsx";

/** Sends the token. Resolves to the problem, if there was one that the page does not show itself. */
type Attempt = (call: Promise<{ problem?: Problem | undefined }>) => Promise<Problem | undefined>;

/**
 * A page that a mailed link opens. Nothing happens before a click, because programs that examine mails
 * open links, too. `renew` leads to a new link if this one no longer works.
 */
export function MailedLink({
  texts,
  renew,
  done,
  children,
}: {
  texts: { title: string; text: string; missing: string };
  renew: ReactNode;
  done?: { title: string; text: ReactNode };
  children: (token: string, attempt: Attempt) => ReactNode;
}) {
  const [token] = useState(mailedToken);
  const [result, setResult] = useState<"done" | "used">();

  const attempt: Attempt = async (call) => {
    const { problem } = await call;
    if (problem && problem.code !== "one_time_token_invalid") return problem;
    forgetToken();
    setResult(problem ? "used" : "done");
    return problem;
  };

  if (result === "done" && done) return <Page title={done.title}>{done.text}</Page>;
  if (result === "used" || token === undefined) {
    return (
      <Page title={result ? t.link.used : texts.title}>
        <p>{result ? t.errors.one_time_token_invalid : texts.missing}</p>
        {renew}
      </Page>
    );
  }
  return (
    <Page title={texts.title}>
      <p>{texts.text}</p>
      {children(token, attempt)}
    </Page>
  );
}
