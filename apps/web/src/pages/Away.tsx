import { useEffect } from "react";
import { api } from "../api.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { Page } from "../ui/Page.tsx";

const resume = async () => void (await api.resume().catch(() => undefined));

/** The API could not be reached when the page was opened, so whether there is a login is not known. */
export function Away({ retry = resume, words = t.away as Record<"title" | "text", string>, submit = t.tryAgain }) {
  useEffect(() => {
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [retry]);
  return (
    <Page title={words.title}>
      <p>{words.text}</p>
      <Form submit={submit} send={retry} />
    </Page>
  );
}
