import { useState } from "react";
import { inside } from "../texts/inside.ts";

/** Copies a text. Without a secure connection browsers cannot; then it says so. */
export function CopyButton({ text, name }: { text: string; name?: string }) {
  const [said, say] = useState("");
  async function copy() {
    say(""); // the same sentence is read out once more
    say(await navigator.clipboard.writeText(text).then(() => inside.copied, () => inside.notCopied));
  }
  return (
    <div className="copy">
      <button type="button" aria-label={name} onClick={() => void copy().catch(() => say(inside.notCopied))}>{inside.copy}</button>
      <span role="status" className="hint">{said}</span>
    </div>
  );
}
