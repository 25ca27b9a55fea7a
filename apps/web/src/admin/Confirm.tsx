import { useEffect, useId, useRef, useState, type RefObject } from "react";
import type { Problem } from "../api.ts";
import { t } from "../texts/index.ts";
import { Form } from "../ui/Form.tsx";

/** A button whose action is confirmed in a dialog. Afterwards it has the focus again, or something else. */
export function Confirm({
  action,
  question,
  text,
  isDangerous = false,
  focus,
  send,
}: {
  /** Text of the button, here and in the dialog. */
  action: string;
  question: string;
  text: string;
  isDangerous?: boolean;
  /** Gets the focus after the action, if the button goes then. */
  focus?: RefObject<HTMLElement | null>;
  send: () => Promise<Problem | undefined>;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isOpen) dialog.current!.showModal();
  }, [isOpen]);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {action}
      </button>
      <dialog ref={dialog} aria-labelledby={id} onClose={() => setOpen(false)}>
        {isOpen && (
          <>
            <h2 id={id}>{question}</h2>
            <p>{text}</p>
            <div className="actions">
              <button type="button" onClick={() => dialog.current!.close()}>
                {t.cancel}
              </button>
              <Form
                submit={action}
                look={isDangerous ? "main danger" : "main"}
                send={async () => {
                  const problem = await send();
                  if (problem) return problem;
                  dialog.current?.close();
                  focus?.current?.focus();
                  return undefined;
                }}
              />
            </div>
          </>
        )}
      </dialog>
    </>
  );
}
