import { useContext, useEffect, useId, useRef, type ComponentProps, type ReactNode } from "react";
import { hand, handed } from "../handed.ts";
import { FormContext } from "./Form.tsx";

type Props = Omit<ComponentProps<"input">, "name"> & {
  label: string;
  name: string;
  hint?: ReactNode;
  /** Shown below the field, before the hint. */
  after?: ReactNode;
};

/**
 * An input of a `Form`, with its label, and the message about what is wrong with it. It begins with what
 * came along from the page before, as after a login in the middle of a form; once only.
 */
export function Field({ label, hint, name, after, children, ...input }: Props) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const { [name]: entry, ...entries } = handed().entries ?? {};
    if (entry === undefined) return;
    box.current!.value = entry;
    hand({ entries });
  }, [name]);
  const message = useContext(FormContext).messages[name];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="control">
        <input
          ref={box}
          id={id}
          name={name}
          aria-invalid={message ? true : undefined}
          aria-describedby={`${id}-message ${id}-hint`}
          {...input}
        />
        {children}
      </div>
      {after}
      <p id={`${id}-message`} className="hint bad">{message}</p>
      <p id={`${id}-hint`} className="hint">{hint}</p>
    </div>
  );
}

export function EmailField(props: Props) {
  return (
    <Field
      type="email" inputMode="email" autoComplete="username" autoCapitalize="none" spellCheck={false} required
      {...props}
    />
  );
}
