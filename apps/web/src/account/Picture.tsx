import "../styles/dialog.css";
import { useEffect, useRef, useState } from "react";
import { api, type Schemas } from "../api.ts";
import { t } from "../texts/index.ts";
import { photoTexts as words } from "../texts/photos.ts";

/** A thumbnail, which opens the picture. */
export function Picture(props: { photo: Schemas["PhotoResponse"]; alt: string; isOff: boolean; onMissing: () => void }) {
  const { photo, alt, isOff, onMissing } = props;
  const { width, height } = photo;
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState<"thumbnail" | "image">();
  useEffect(() => (isOpen ? dialog.current!.showModal() : undefined), [isOpen]);
  // The link may be the same as before, which React would not load again.
  useEffect(() => (setFailed(undefined), setAttempt((before) => (failed ? before + 1 : before))), [photo]);
  const fail = (what: typeof failed) => (setFailed(what), onMissing());
  // The space is there before the picture.
  const space = { width: `min(${width}px, 100vw - 2rem, (100dvh - 7rem) * ${width / height})` };
  return (
    <>
      <button type="button" className="picture" disabled={isOff} onClick={() => setOpen(true)}>
        <img
          key={attempt} src={api.url(photo.thumbnail_url)} alt={alt} loading="lazy" decoding="async"
          onError={() => fail("thumbnail")}
        />
      </button>
      {isOpen && (
        <dialog ref={dialog} className="large" closedby="any" aria-label={alt} onClose={() => (setOpen(false), setFailed(undefined))}>
          {failed === "image" ? <p role="alert">{words.missing}</p> : (
            <img src={api.url(photo.image_url)} {...{ alt, width, height }} style={space} onError={() => fail("image")} />
          )}
          <button type="button" onClick={() => dialog.current?.close()}>{t.close}</button>
        </dialog>
      )}
    </>
  );
}
