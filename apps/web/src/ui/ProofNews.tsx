import { useEffect, useEffectEvent, useState } from "react";
import { useLocation } from "wouter";
import { proof } from "../texts/proof.ts";

/** What has come of a proof with a provider, on the page that it was wanted for, until the next submit there. */
export default function ProofNews({ of, onEnd }: { of: "given" | "other"; onEnd: () => void }) {
  const [path] = useLocation();
  const [first] = useState(path);
  const end = useEffectEvent(onEnd);
  useEffect(() => {
    const onSubmit = () => end();
    document.addEventListener("submit", onSubmit);
    return () => document.removeEventListener("submit", onSubmit);
  }, []);
  if (path !== first) return null;
  return <div role="alert" className={`notice ${of === "given" ? "good" : "bad"}`}><p>{proof[of]}</p></div>;
}
