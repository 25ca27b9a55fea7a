import { createContext, useEffect, useEffectEvent, useRef, useState, type FormEvent, type ReactNode, type RefObject } from "react";
import type { Problem } from "../api.ts";
import { useHeldButton } from "../countdown.ts";
import { wordsFor, type Code } from "../errors.ts";
import { useProof } from "../proof.tsx";
import { t } from "../texts/index.ts";
import { Notice } from "./Notice.tsx";

type Messages = Partial<Record<string, ReactNode>>;

export const FormContext = createContext({ messages: {} as Messages, submissions: 0 });

/**
 * A form whose entries survive every failure. It is checked on submit, after that on each change. The
 * first wrong field gets the focus; a second submit is ignored while the first one runs. If the API requires
 * proof that it is the owner, a dialog asks for it, and the entries are sent again. The problem goes with the
 * next submit in its section.
 */
export function Form<Name extends string>(props: {
  /** Text of the button. */
  submit: string;
  /** What is wrong with the entries, by the name of the field, besides that one is missing. */
  check?: (entries: Record<Name, string>) => Partial<Record<Name, string | undefined>>;
  /** Send the entries; resolves to the problem, if there was one. */
  send: (entries: Record<Name, string>) => Promise<Problem | undefined>;
  /** Errors that are shown below a field though the API names none, by their codes. */
  under?: Partial<Record<Code, NoInfer<Name>>>;
  /** The field that gets the focus after all other errors, such as a wrong password. */
  focus?: NoInfer<Name>;
  /** This page's words for a problem. */
  words?: (problem: Problem) => ReactNode;
  /** Of the button; `plain` is for actions without entries beside others. */
  look?: "main" | "main danger" | "plain" | "link";
  /** The button's accessible name, where its text does not say what it acts on. */
  name?: string;
  children?: ReactNode;
}) {
  const { submit, send, focus, words } = props;
  const form = useRef<HTMLFormElement>(null);
  const [messages, setMessages] = useState<Messages>({});
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const [submissions, setSubmissions] = useState(0);
  const { presses, press } = useHeldButton(problem);
  const prove = useProof();
  useOtherSubmits(form, () => setProblem(undefined));

  const entries = () => Object.fromEntries(new FormData(form.current!)) as Record<Name, string>;
  const field = (name = "") => form.current!.elements.namedItem(name) as HTMLInputElement | null;

  useEffect(() => {
    const wrong = form.current!.querySelector<HTMLInputElement>("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else if (problem) (field(focus)?.focus(), field(focus)?.select());
  }, [submissions, problem, focus]);

  function check(): Messages {
    const found: Messages = { ...props.check?.(entries()) };
    for (const { name, type, autocomplete, value } of form.current!.querySelectorAll<HTMLInputElement>("input[required]")) {
      const kind = type === "email" ? "email" : autocomplete.endsWith("password") ? "password" : "missing";
      found[name] ??= (kind === "password" ? value : value.trim()) ? undefined : t.problems[kind];
    }
    return found;
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) press(() => void submitNow());
  }

  async function submitNow() {
    setProblem(undefined);
    setSubmissions(submissions + 1);
    const wrong = check();
    setMessages(wrong);
    if (Object.values(wrong).some(Boolean)) return;
    setBusy(true);
    const sent = entries();
    const { problem: failure } = await prove(async () => ({ problem: await send(sent) }));
    setBusy(false);
    if (!form.current) return; // the page has moved on
    if (!failure) return form.current.reset();
    const found: Messages = {};
    const name = props.under?.[failure.code as Code];
    if (name) found[name] = words?.(failure) ?? wordsFor(failure);
    else {
      const texts: Partial<Record<string, string>> = { ...t.errors, ...t.problems };
      for (const { path, message, code } of failure.problems ?? []) {
        if (field(path)) found[path] = texts[code] ?? message;
      }
    }
    setMessages(found);
    setSubmissions(submissions + 2);
    if (Object.keys(found).length === 0) setProblem(failure);
  }

  const onInput = () => Object.keys(messages).length > 0 && setMessages(check());
  return (
    // With "post", a submit before the script has loaded puts no password into the address.
    <form ref={form} method="post" noValidate onSubmit={onSubmit} onInput={onInput}>
      {problem && (
        <Notice {...{ problem, presses }} words={words?.(problem)} isFocused={!focus} hasEntries={Boolean(props.children)} />
      )}
      <FormContext value={{ messages, submissions }}>{props.children}</FormContext>
      <button type="submit" className={props.look ?? "main"} aria-label={props.name} aria-disabled={isBusy}>
        {submit}
        {isBusy && <span className="dots" aria-hidden="true" />}
      </button>
      <span role="status" className="unseen">{isBusy && t.busy}</span>
    </form>
  );
}

/** Call the listener when a form of the section that an element is in is submitted, other than itself. */
export function useOtherSubmits(of: RefObject<HTMLElement | null>, listener: () => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => {
    const section = of.current?.closest("section");
    const onSubmit = ({ target }: Event) => target !== of.current && hear();
    section?.addEventListener("submit", onSubmit);
    return () => section?.removeEventListener("submit", onSubmit);
  }, [of]);
}
