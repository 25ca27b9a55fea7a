import { useEffect, useId, useRef, type ReactNode, type Ref } from "react";

/** A part of a page with its own heading. With `id`, the address `#id` leads to it. */
export function Section(props: {
  title: string;
  id?: string;
  heading?: Ref<HTMLHeadingElement>;
  children: ReactNode;
}) {
  const { id } = props;
  const ownId = useId();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (id === undefined || location.hash !== `#${id}`) return;
    section.current?.scrollIntoView();
    section.current?.querySelector("h2")?.focus();
  }, [id]);
  return (
    <section ref={section} id={id} aria-labelledby={ownId}>
      <h2 id={ownId} ref={props.heading} tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}
