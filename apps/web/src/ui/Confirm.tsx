import "../styles/dialog.css";
import { useEffect, useId, useRef, useState, type RefObject } from "react";
import type { Problem } from "../api.ts";
import { t } from "../texts/index.ts";
import { Form } from "./Form.tsx";

/** A button whose action is confirmed in a dialog. Afterwards it has the focus again, or `focus` has. */
export function Confirm(props: {
  /** What the button is called, and what the dialog asks. */
  action: string;
  question: string;
  /** The button's accessible name, where its text does not say what it acts on. */
  name?: string;
  look: "main" | "main danger";
  focus?: RefObject<HTMLElement | null>;
  send: () => Promise<Problem | undefined>;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => (isOpen ? dialog.current!.showModal() : undefined), [isOpen]);
  const close = () => dialog.current?.close();
  async function send() {
    const problem = await props.send();
    if (!problem) (close(), props.focus?.current?.focus());
    return problem;
  }
  return (
    <>
      <button type="button" aria-label={props.name} onClick={() => setOpen(true)}>{props.action}</button>
      <dialog ref={dialog} aria-labelledby={id} onClose={() => setOpen(false)}>
        <h2 id={id}>{props.question}</h2>
        {isOpen && (
          <div className="actions">
            <button type="button" onClick={close}>{t.cancel}</button>
            <Form submit={props.action} look={props.look} send={send} />
          </div>
        )}
      </dialog>
    </>
  );
}
