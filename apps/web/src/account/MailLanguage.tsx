import { useId } from "react";
import { api, outcome, type Account } from "../api.ts";
import { inside } from "../texts/inside.ts";
import { Form } from "../ui/Form.tsx";

/** The language of the mails to the account; that of the pages is the browser's. */
export function MailLanguage({ now, done }: { now: Account["locale"]; done: (sentence: string) => void }) {
  const id = useId();
  const words = inside.account.profile;

  async function send({ locale }: Record<"locale", string>) {
    const body = { locale: locale as Account["locale"] };
    const { problem } = await outcome(api.PATCH("/v1/users/me", { body }));
    if (!problem) done(words.saved);
    return problem;
  }

  return (
    <Form submit={words.save} look="plain" send={send}>
      <div className="field">
        <label htmlFor={id}>{words.locale}</label>
        <select key={now} id={id} name="locale" defaultValue={now}>
          <option value="en" lang="en">English</option>
          <option value="de" lang="de">Deutsch</option>
        </select>
      </div>
    </Form>
  );
}
