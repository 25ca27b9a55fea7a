import { useEffect, useMemo, useState } from "react";
import { api, outcome } from "../api.ts";
import { useMe } from "../me.tsx";
import { language } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { Confirm } from "../ui/Confirm.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { FileLink } from "../ui/FileLink.tsx";
import { Section, useDone } from "../ui/Section.tsx";
import { askBeforeLeaving } from "../unsaved.ts";

const FEW = 2;

/** How many recovery codes are left; new ones are shown until the page is left, and never again. */
export function RecoveryCodes(props: { left: number; codes: string[] | undefined; show: (codes: string[] | undefined) => void }) {
  const { left, codes, show } = props;
  const words = inside.security.codes;
  const { heading, said, done } = useDone();
  const [saved, setSaved] = useState<string[]>(); // not taken back: the section would go, and the focus with it
  useEffect(() => {
    if (codes) heading.current?.focus();
  }, [codes, heading]);

  async function renew() {
    const { data, problem } = await outcome(api.POST("/v1/users/me/recovery-codes"));
    if (problem) return problem;
    done("");
    show(data.codes);
    return undefined;
  }

  return (
    <Section title={words.title} heading={heading} said={said}>
      {codes && codes !== saved ? <Codes codes={codes} hide={() => (setSaved(codes), heading.current?.focus())} /> : (
        <>
          <p>{words.text}</p>
          <p className={left <= FEW ? "notice bad" : ""}>{words.left(left)} {left <= FEW && words.few}</p>
          <div className="actions">
            <Confirm action={words.renew} question={words.question} look="main" focus={heading} send={renew} />
          </div>
        </>
      )}
    </Section>
  );
}

/** Printed, there is nothing else on the page. */
function Codes({ codes, hide }: { codes: string[]; hide: () => void }) {
  const words = inside.security.codes;
  const email = useMe().data?.email ?? "";
  const today = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format();
  const title = words.of(email, today);
  const [isKept, setKept] = useState(false);
  const keep = () => setKept(true);
  useEffect(() => (isKept ? undefined : askBeforeLeaving()), [isKept]);
  const file = useMemo(() => new Blob([[title, "", ...codes, ""].join("\n")], { type: "text/plain" }), [title, codes]);
  return (
    <div className="codes">
      <p className="notice">{words.once}</p>
      <p>{title}</p>
      <ol>{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ol>
      <div className="actions">
        <CopyButton text={codes.join("\n")} name={words.copy} onCopied={keep} />
        <FileLink className="button" file={file} name="stylipp-recovery-codes.txt" onClick={keep}>{words.download}</FileLink>
        <button type="button" onClick={() => (keep(), print())}>{words.print}</button>
        <button type="button" className="main" onClick={hide}>{words.saved}</button>
      </div>
    </div>
  );
}
