import "../styles/account.css";
import "../styles/photos.css";
import { useEffect, useRef, useState, type ChangeEvent } from "react";
import { Link } from "wouter";
import { api, outcome, type Schemas } from "../api.ts";
import { ROUTES } from "../routes.ts";
import { inside } from "../texts/inside.ts";
import { photoTexts as words } from "../texts/photos.ts";
import { Page } from "../ui/Page.tsx";
import { PartsOf, useParts } from "../ui/Parts.tsx";
import { Section } from "../ui/Section.tsx";
import { useDeletions } from "./deletions.ts";
import { useIncoming } from "./incoming.ts";
import { useFreshLinks } from "./links.ts";
import { PhotoCard } from "./PhotoCard.tsx";
import { UploadRow } from "./UploadRow.tsx";
import { ACCEPTED, useUploads } from "./uploads.ts";

const PART = 24;

export default function Photos() {
  const asked = useRef(0);
  const photos = useParts((cursor, signal) => {
    if (!cursor) asked.current = Date.now();
    const query = { limit: PART, ...(cursor && { cursor }) };
    return outcome(api.GET("/v1/users/me/photos", { params: { query }, signal }));
  });
  const [stored, setStored] = useState<(Schemas["PhotoResponse"] & { at: number })[]>([]);
  const [said, say] = useState("");
  const { deletions, remove, undo } = useDeletions();
  const { uploads, send, retry, cancel } = useUploads((photo, file) => {
    setStored((all) => [{ ...photo, at: Date.now() }, ...all]);
    say(words.added(file.name));
    api.session.announce();
  });
  const add = (files: Iterable<File>) => (say(""), send(files));
  const isOver = useIncoming(add);

  // What was stored since the list was asked for comes first, until it is loaded again.
  const listed = photos.data?.items ?? [];
  const known = new Set(listed.map(({ id }) => id));
  useEffect(() => setStored((before) => before.filter(({ at }) => at >= asked.current)), [photos.data]);
  const all = [...stored.filter((photo) => !known.has(photo.id)), ...listed];
  const shown = all.filter(({ id }) => deletions[id] !== "gone");
  const refresh = useFreshLinks(shown, photos.load);

  return (
    <Page title={words.title} wide>
      <Section title={words.add} said={said}>
        <div className={isOver ? "drop over" : "drop"}>
          <p>{isOver ? words.drop : words.hint}</p>
          <p>{words.kept}</p>
          <div className="buttons">
            <Choose text={words.choose} look="main" isMultiple add={add} />
            <Choose text={words.take} look="camera" add={add} />
          </div>
        </div>
        {uploads.length > 0 && (
          <ul className="labels uploads" aria-label={words.sending}>
            {uploads.map((upload) => <UploadRow key={upload.id} {...{ upload, retry, cancel }} />)}
          </ul>
        )}
      </Section>
      <Section title={words.yours}>
        <PartsOf list={photos} end={shown.length === 0 ? words.empty : words.end}>
          {() => shown.length > 0 && (
            <ul className="photos">
              {shown.map((photo) => (
                <PhotoCard
                  key={photo.id} photo={photo} deletion={deletions[photo.id]} onMissing={refresh}
                  remove={() => (say(""), remove(photo.id))} undo={() => undo(photo.id)}
                />
              ))}
            </ul>
          )}
        </PartsOf>
      </Section>
      <p className="aside"><Link href={ROUTES.account}>{inside.account.back}</Link></p>
    </Page>
  );
}

/** A button that opens the browser's dialog for files, or the camera of a phone. */
function Choose(props: { text: string; look: "main" | "camera"; isMultiple?: boolean; add: (files: File[]) => void }) {
  const { text, look, isMultiple = false, add } = props;
  const input = useRef<HTMLInputElement>(null);
  function onChange({ target }: ChangeEvent<HTMLInputElement>) {
    add([...(target.files ?? [])]);
    target.value = ""; // so that the same file can be chosen again
  }
  return (
    <>
      <button type="button" className={look} onClick={() => input.current?.click()}>{text}</button>
      <input
        ref={input} type="file" hidden accept={ACCEPTED.join()} multiple={isMultiple} onChange={onChange}
        {...(look === "camera" && { capture: "environment" as const })}
      />
    </>
  );
}
