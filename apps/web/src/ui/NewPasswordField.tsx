import { useState, type ComponentProps } from "react";
import { t } from "../texts/index.ts";
import { PasswordField } from "./PasswordField.tsx";

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
const PASSWORD_GOOD = 15; // docs/security.md

/** Length as the server counts it: code points after NFKC. */
export function passwordLength(password: string): number {
  return [...password.normalize("NFKC")].length;
}

/** What is wrong with the length of a new password. The server decides about everything else. */
export function checkNewPassword(password: string): string | undefined {
  const length = passwordLength(password);
  if (length < PASSWORD_MIN) return t.errors.password_too_short;
  if (length > PASSWORD_MAX) return t.errors.password_too_long;
  return undefined;
}

/** A new password, measured by a tape. */
export function NewPasswordField(props: Omit<ComponentProps<typeof PasswordField>, "after" | "hint">) {
  const [length, setLength] = useState(0);
  const words =
    length === 0 ? t.newPassword.hint
    : length < PASSWORD_MIN ? t.newPassword.short(PASSWORD_MIN - length)
    : length < PASSWORD_GOOD ? t.newPassword.allowed
    : t.newPassword.good;
  return (
    <PasswordField
      {...props}
      autoComplete="new-password"
      {...{ passwordrules: `minlength: ${PASSWORD_MIN}; maxlength: ${PASSWORD_MAX};` }}
      onInput={(event) => setLength(passwordLength(event.currentTarget.value))}
      hint={words}
      after={
        <meter
          className="tape"
          aria-label={t.newPassword.meter}
          min={0}
          max={PASSWORD_GOOD}
          low={PASSWORD_MIN}
          high={PASSWORD_GOOD - 1}
          optimum={PASSWORD_GOOD}
          value={Math.min(length, PASSWORD_GOOD)}
        />
      }
    />
  );
}
