import { useContext, useId, type ComponentProps, type ReactNode } from "react";
import { FormContext } from "./Form.tsx";

/** Entries that came along from the page before, as after a login in the middle of a form. */
function entryFrom(state: unknown, name: string): string | undefined {
  const { entries } = (state ?? {}) as { entries?: Record<string, string> };
  return entries?.[name];
}

/** An input of a `Form`, with its label, and the message about what is wrong with it. */
export function Field({
  label,
  hint,
  name,
  after,
  children,
  ...input
}: Omit<ComponentProps<"input">, "name"> & {
  label: string;
  name: string;
  hint?: ReactNode;
  /** Shown below the field, before the hint. */
  after?: ReactNode;
}) {
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
          defaultValue={input.type === "password" ? undefined : entryFrom(history.state, name)}
          {...input}
        />
        {children}
      </div>
      {after}
      <p id={`${id}-message`} className="hint bad">
        {message}
      </p>
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  );
}

export function EmailField(props: ComponentProps<typeof Field>) {
  return (
    <Field
      type="email"
      inputMode="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      {...props}
    />
  );
}
