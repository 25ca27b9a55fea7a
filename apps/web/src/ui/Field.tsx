import { useContext, useId, type ComponentProps, type ReactNode } from "react";
import { handed } from "../handed.ts";
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
 * came along from the page before, as after a login in the middle of a form.
 */
export function Field({ label, hint, name, after, children, ...input }: Props) {
  const id = useId();
  const message = useContext(FormContext).messages[name];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="control">
        <input
          id={id}
          name={name}
          aria-invalid={message ? true : undefined}
          aria-describedby={`${id}-message ${id}-hint`}
          defaultValue={input.type === "password" ? undefined : handed().entries?.[name]}
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
