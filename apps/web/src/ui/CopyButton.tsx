import { useState } from "react";
import { inside } from "../texts/inside.ts";

/** Copies a text, where the browser can: only with a secure connection. */
export function CopyButton(props: { text: string; name: string; onCopied?: () => void }) {
  const { text, name, onCopied } = props;
  const [said, say] = useState("");
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const copy = () => void clipboard?.writeText(text).then(() => (say(inside.copied), onCopied?.()), () => say(inside.notCopied));
  return clipboard && (
    <div className="copy">
      <button type="button" aria-label={name} onClick={copy}>{inside.copy}</button>
      <span role="status" className="hint">{said}</span>
    </div>
  );
}
