import "../styles/dialog.css";
import { useEffect, useRef, useState } from "react";
import { api, type Schemas } from "../api.ts";
import { t } from "../texts/index.ts";

/** A thumbnail, which opens the picture. */
export function Picture(props: { photo: Schemas["PhotoResponse"]; alt: string; isOff: boolean; onMissing: () => void }) {
  const { photo, alt, isOff, onMissing } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => (isOpen ? dialog.current!.showModal() : undefined), [isOpen]);
  return (
    <>
      <button type="button" className="picture" disabled={isOff} onClick={() => setOpen(true)}>
        <img src={api.url(photo.thumbnail_url)} alt={alt} loading="lazy" decoding="async" onError={onMissing} />
      </button>
      {isOpen && (
        <dialog ref={dialog} className="large" aria-label={alt} onClose={() => setOpen(false)}>
          <img src={api.url(photo.image_url)} alt={alt} width={photo.width} height={photo.height} onError={onMissing} />
          <button type="button" onClick={() => dialog.current?.close()}>{t.close}</button>
        </dialog>
      )}
    </>
  );
}
