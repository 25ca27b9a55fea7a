import { useRef } from "react";
import type { Schemas } from "../api.ts";
import { altOf, photoTexts as words, wordsForQuality } from "../texts/photos.ts";
import { Notice } from "../ui/Notice.tsx";
import { Time } from "../ui/Time.tsx";
import type { Deletion } from "./deletions.ts";
import { useHeldFocus } from "./focus.ts";
import { Picture } from "./Picture.tsx";

/** A photo with what was seen in it, or, while its deletion waits, with a way to undo that. */
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
  useHeldFocus(card);
  const isWaiting = deletion === "waits";
  return (
    <li ref={card} className={isWaiting ? "deleted" : ""}>
      <Picture photo={photo} alt={alt} isOff={isWaiting} onMissing={onMissing} />
      <p role="status" className={isWaiting ? "name" : "unseen"}>{isWaiting && words.deleted}</p>
      {!isWaiting && <Facts photo={photo} />}
      {typeof deletion === "object" && <Notice problem={deletion} />}
      <button type="button" aria-label={(isWaiting ? words.undoOne : words.deleteOne)(alt)} onClick={isWaiting ? undo : remove}>
        {isWaiting ? words.undo : words.delete}
      </button>
    </li>
  );
}

function Facts({ photo: { created_at, palette, quality } }: { photo: Schemas["PhotoResponse"] }) {
  return (
    <>
      <p className="name"><Time at={created_at} isDate /></p>
      {palette.length > 0 && (
        <ul className="palette" aria-label={words.palette}>
          {palette.map(({ hex, name }) => (
            <li key={hex}>
              <svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill={hex} /></svg>
              {words.color(name)}
            </li>
          ))}
        </ul>
      )}
      <p className="hint">{wordsForQuality(quality)}</p>
    </>
  );
}
