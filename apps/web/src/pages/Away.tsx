import { useEffect } from "react";
import { api } from "../api.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";
import { Page } from "../ui/Page.tsx";

const resume = async () => void (await api.resume().catch(() => undefined));

/** The API could not be reached when the page was opened, so whether there is a login is not known. */
export function Away() {
  useEffect(() => {
    addEventListener("online", resume);
    return () => removeEventListener("online", resume);
  }, []);
  return (
    <Page title={t.away.title}>
      <p>{t.away.text}</p>
      <Form submit={t.tryAgain} send={resume} />
    </Page>
  );
}
