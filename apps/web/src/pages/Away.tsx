import { useEffect, useState } from "react";
import { api } from "../api.ts";
import { Page } from "../ui/Page.tsx";
import { t } from "../texts/index.ts";

/** The API could not be reached when the page was opened, so whether there is a login is not known. */
export function Away() {
  const [isBusy, setBusy] = useState(false);
  async function tryAgain() {
    setBusy(true);
    await api.resume().catch(() => undefined);
    setBusy(false);
  }
  useEffect(() => {
    const onOnline = () => void tryAgain();
    addEventListener("online", onOnline);
    return () => removeEventListener("online", onOnline);
  }, []);
  return (
    <Page title={t.away.title}>
      <p>{t.away.text}</p>
      <button type="button" className="main" aria-disabled={isBusy} onClick={() => void tryAgain()}>
        {t.tryAgain}
      </button>
    </Page>
  );
}
