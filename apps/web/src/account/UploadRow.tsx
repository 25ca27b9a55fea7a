import { useEffect, useRef, useState } from "react";
import { language } from "../texts/index.ts";
import { photoTexts as words, wordsForUpload } from "../texts/photos.ts";
import { Notice } from "../ui/Notice.tsx";
import { useHeldFocus } from "./focus.ts";
import { canRetry, type Upload } from "./uploads.ts";

const percentOf = (share: number) => new Intl.NumberFormat(language, { style: "percent" }).format(share);

/** A file on its way, with its picture. */
export function UploadRow(props: { upload: Upload; retry: (upload: Upload) => void; cancel: (upload: Upload) => void }) {
  const { upload, retry, cancel } = props;
  const { file, share, problem } = upload;
  const row = useRef<HTMLLIElement>(null);
  const stop = useRef<HTMLButtonElement>(null);
  useHeldFocus(row);
  return (
    <li ref={row}>
      <Preview file={file} />
      <div>
        <p className="name">{file.name}</p>
        {problem ? <Notice problem={problem} words={wordsForUpload(problem)} /> : (
          <>
            <progress value={share ?? 0} aria-label={words.progress(file.name)} />
            <p className="hint">{share === undefined ? words.waits : share < 1 ? words.percent(percentOf(share)) : words.prepared}</p>
          </>
        )}
      </div>
      <div className="buttons">
        {canRetry(upload) && (
          <button type="button" aria-label={words.retryOne(file.name)} onClick={() => (stop.current?.focus(), retry(upload))}>
            {words.retry}
          </button>
        )}
        <button
          type="button" ref={stop} onClick={() => cancel(upload)}
          aria-label={problem ? words.dismissOne(file.name) : words.cancelOne(file.name)}
        >
          {problem ? words.dismiss : words.cancel}
        </button>
      </div>
    </li>
  );
}

/** Of what the browser can show. */
function Preview({ file }: { file: File }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => (setUrl(undefined), URL.revokeObjectURL(made));
  }, [file]);
  return <span className="preview">{url && <img src={url} alt="" onError={() => setUrl(undefined)} />}</span>;
}
