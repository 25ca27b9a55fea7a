import { useEffect, useRef } from "react";
import { api, type Schemas } from "../api.ts";
import { altOf, photoTexts as words, wordsForQuality } from "../texts/photos.ts";
import { Notice } from "../ui/Notice.tsx";
import { Time } from "../ui/Time.tsx";
import type { Deletion } from "./deletions.ts";
import { useHeldFocus } from "./focus.ts";

/** A photo with what was seen in it, or, while its deletion waits, a way to undo that in its place. */
export function PhotoCard(props: {
  photo: Schemas["PhotoResponse"];
  deletion: Deletion | undefined;
  remove: () => void;
  undo: () => void;
  /** The picture could not be loaded. */
  onMissing: () => void;
}) {
  const { photo, deletion, remove, undo, onMissing } = props;
  const alt = altOf(photo);
  const card = useRef<HTMLLIElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isWaiting = deletion === "waits";
  const wasWaiting = useRef(isWaiting);
  useHeldFocus(card);
  useEffect(() => {
    if (wasWaiting.current !== isWaiting) button.current?.focus();
    wasWaiting.current = isWaiting;
  }, [isWaiting]);
  if (isWaiting) {
    return (
      <li ref={card}>
        <p role="status">{words.deleted}</p>
        <button type="button" ref={button} aria-label={words.undoOne(alt)} onClick={undo}>{words.undo}</button>
      </li>
    );
  }
  return (
    <li ref={card}>
      <img src={api.url(photo.thumbnail_url)} alt={alt} loading="lazy" decoding="async" onError={onMissing} />
      <p className="name"><Time at={photo.created_at} isDate /></p>
      <ul className="palette" aria-label={words.palette}>
        {photo.palette.map(({ hex, name }) => (
          <li key={hex}>
            <svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill={hex} /></svg>
            {words.color(name)}
          </li>
        ))}
      </ul>
      <p className="hint">{wordsForQuality(photo.quality)}</p>
      {typeof deletion === "object" && <Notice problem={deletion} />}
      <button type="button" ref={button} aria-label={words.deleteOne(alt)} onClick={remove}>{words.delete}</button>
    </li>
  );
}
