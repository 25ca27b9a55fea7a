import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { hand, type Handed } from "../handed.ts";
import { t } from "../texts/index.ts";
import { Status } from "./Notice.tsx";

/** What has come of a proof with a provider, on the page that it was wanted for, until the next submit there. */
export function ProofNews() {
  const { proof } = useHistoryState<Handed | null>() ?? {};
  const [path] = useLocation();
  const [news, setNews] = useState<{ proof: string; path: string }>();
  useEffect(() => {
    if (!proof) return;
    setNews({ proof, path: location.pathname });
    hand({ proof: undefined }); // not once more after a reload
  }, [proof]);
  useEffect(() => {
    const forget = () => setNews(undefined);
    document.addEventListener("submit", forget);
    return () => document.removeEventListener("submit", forget);
  }, []);
  const said = news?.path === path ? news.proof : undefined;
  return (
    <>
      <Status>{said === "given" && t.signIn.proven}</Status>
      {said === "other" && <div className="notice bad" role="alert"><p>{t.signIn.other}</p></div>}
    </>
  );
}
