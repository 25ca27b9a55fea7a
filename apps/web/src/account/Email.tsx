import { api, outcome } from "../api.ts";
import { useAccountChange, useLoad } from "../load.ts";
import { inside } from "../texts/inside.ts";
import { EmailField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Loading } from "../ui/Loading.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { PasswordForm, type Security } from "./PasswordForm.tsx";

export function Email({ security }: { security: Security }) {
  const { heading, said, say, done } = useDone();
  const address = useLoad((signal) => outcome(api.GET("/v1/users/me/email", { signal })));
  const words = inside.account.email;
  useAccountChange(() => say("")); // a new password voids the link, too

  const cancel = async (now: string) => {
    const { problem } = await outcome(api.DELETE("/v1/users/me/email/pending"));
    if (problem && problem.code !== "not_found") return problem;
    done(problem ? "" : words.canceled(now)); // not found: it was confirmed or canceled elsewhere
    return undefined;
  };

  return (
    <Section title={words.title} heading={heading} said={said}>
      <Loading of={address}>
        {({ email, pending_email: next }) =>
          next !== null ? (
            <div className="label">
              <p>{words.waits(next)}</p>
              <p className="hint">{words.until(email)}</p>
              <Form submit={words.cancel} look="plain" send={() => cancel(email)} />
            </div>
          ) : (
            <PasswordForm
              security={security}
              submit={words.submit}
              send={async (body: Record<"new_email" | "current_password", string>) => {
                const { problem } = await outcome(api.POST("/v1/users/me/email", { body }));
                if (!problem) done(words.sent(body.new_email));
                return problem;
              }}
            >
              <EmailField label={words.new} name="new_email" autoComplete="email" />
            </PasswordForm>
          )
        }
      </Loading>
    </Section>
  );
}
