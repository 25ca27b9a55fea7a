import { useContext, useState, type ComponentProps } from "react";
import { t } from "../texts/index.ts";
import { Field } from "./Field.tsx";
import { FormContext } from "./Form.tsx";

/**
 * A password that can be shown. It is hidden again on submit, so that password managers recognize it.
 * Never with `maxlength`, which counts UTF-16 units and cuts a pasted password without a word.
 */
export function PasswordField(props: ComponentProps<typeof Field>) {
  const { submissions } = useContext(FormContext);
  const [shownIn, showIn] = useState(-1);
  const isShown = shownIn === submissions;
  return (
    <Field
      {...props}
      type={isShown ? "text" : "password"}
      spellCheck={false}
      autoCapitalize="none"
      autoCorrect="off"
      required
    >
      <button
        type="button"
        className="reveal"
        aria-pressed={isShown}
        aria-label={t.showPassword}
        onClick={() => showIn(isShown ? -1 : submissions)}
      >
        {isShown ? t.hide : t.show}
      </button>
    </Field>
  );
}
