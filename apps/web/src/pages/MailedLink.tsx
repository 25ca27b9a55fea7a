import { useState, type ComponentProps, type ReactNode } from "react";
import { Link } from "wouter";
import type { Problem } from "../api.ts";
import { reloadAccount } from "../load.ts";
import { ROUTES } from "../routes.ts";
import { forgetToken, mailedToken } from "../token.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { Page } from "../ui/Page.tsx";

/**
 * A page that a mailed link opens. Nothing happens before a click, because programs that examine mails
 * open links, too. `renew` leads to a new link if this one no longer works.
 */
export function MailedLink<Name extends string>(props: {
  texts: { title: string; text: string; submit: string; missing: string };
  send: (token: string, entries: Record<Name, string>) => Promise<{ problem?: Problem | undefined }>;
  renew: ReactNode;
  done?: { title: string; text: ReactNode };
  /** Below the form, while the link has not been used. */
  aside?: ReactNode;
} & Pick<ComponentProps<typeof Form<Name>>, "check" | "words" | "look" | "children">) {
  const { texts, send, renew, done, aside, ...form } = props;
  const [token] = useState(mailedToken);
  const [result, setResult] = useState<"done" | "used">();

  if (result === "done" && done) return <Page title={done.title}>{done.text}</Page>;
  if (result === "used" || !token) {
    return (
      <Page title={result ? t.link.used : texts.title}>
        <p>{result ? t.errors.one_time_token_invalid : token === "" ? t.link.damaged : texts.missing}</p>
        {renew}
      </Page>
    );
  }
  return (
    <Page title={texts.title}>
      <p>{texts.text}</p>
      <Form<Name>
        {...form}
        submit={texts.submit}
        send={async (entries) => {
          const { problem } = await send(token, entries);
          if (problem && problem.code !== "one_time_token_invalid") return problem;
          forgetToken();
          setResult(problem ? "used" : "done");
          reloadAccount(); // a used link may have changed it elsewhere
          return problem;
        }}
      />
      {aside}
    </Page>
  );
}

/** To the page where the owner of an address refuses it. The token stays in memory meanwhile. */
export function ToDeny() {
  return <p className="aside"><Link href={ROUTES.deny}>{t.deny.link}</Link></p>;
}

/** What has come of the link, and the way to the account. */
export function ToAccount({ children }: { children: string }) {
  return (
    <>
      <p className="address">{children}</p>
      <Link href={ROUTES.account} className="button main">{t.link.account}</Link>
    </>
  );
}
