import { useEffect, useId, useRef, useState, type ReactNode, type Ref } from "react";
import type { Problem } from "../api.ts";
import { reloadAccount } from "../load.ts";
import { useOtherSubmits } from "./Form.tsx";
import { Status } from "./Notice.tsx";

/**
 * A part of a page with its own heading. With `id`, the address `#id` leads to it; `said` is what has come
 * of the last action in it.
 */
export function Section(props: {
  title: string;
  id?: string;
  heading?: Ref<HTMLHeadingElement>;
  said?: string;
  children: ReactNode;
}) {
  const { id, said } = props;
  const ownId = useId();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (id === undefined || location.hash !== `#${id}`) return;
    section.current?.scrollIntoView();
    section.current?.querySelector("h2")?.focus();
  }, [id]);
  return (
    <section ref={section} id={id} aria-labelledby={ownId}>
      <h2 id={ownId} ref={props.heading} tabIndex={-1}>{props.title}</h2>
      {said !== undefined && <Status>{said}</Status>}
      {props.children}
    </section>
  );
}

/**
 * For a section whose actions change the account. `done` says so below the heading and gives it the focus;
 * `act` does when an action succeeds, and where its object is gone already, which is as good. The next action
 * takes the sentence away.
 */
export function useDone() {
  const heading = useRef<HTMLHeadingElement>(null);
  const [said, say] = useState("");
  useOtherSubmits(heading, () => say(""));
  function done(sentence: string) {
    reloadAccount();
    say(sentence);
    heading.current?.focus();
  }
  async function act(call: Promise<{ problem?: Problem | undefined }>, sentence: string) {
    const { problem } = await call;
    if (problem && problem.code !== "not_found") return problem;
    done(sentence);
    return undefined;
  }
  return { heading, said, say, done, act };
}
