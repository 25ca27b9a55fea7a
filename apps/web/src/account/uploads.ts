import { photoIdOf } from "@stylipp/api-client";
import { useEffect, useEffectEvent, useState } from "react";
import { api, outcome, type Problem, type Schemas } from "../api.ts";
import { askBeforeLeaving } from "../unsaved.ts";

/** Not HEIC: with this list, phones send their pictures as JPEG. */
export const ACCEPTED = ["image/jpeg", "image/png", "image/webp"];
const BYTES_MAX = 10 * 1024 * 1024;

/** After these, sending the same file again ends the same way. */
const FINAL = new Set([
  "file_empty", "photo_exists", "photo_format_unsupported", "photo_too_many_pixels", "photo_unreadable",
  "payload_too_large", "unsupported_media_type",
]);

export interface Upload {
  /** Of the photo, also when it is sent again. */
  id: string;
  file: File;
  /** How much has been sent, from 0 to 1; undefined while it waits for its turn. */
  share: number | undefined;
  /** Also before another attempt: so it may be stored already, with the answer on its way or lost. */
  wasSent: boolean;
  problem: Problem | undefined;
  stop: AbortController;
}

export const canRetry = ({ problem }: Upload) => problem !== undefined && !FINAL.has(problem.code);

/** Files that are being sent, or could not be. Each goes when it is stored, or canceled. */
export function useUploads(onStored: (photo: Schemas["PhotoResponse"], file: File) => void) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const change = (id: string, changed: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...changed } : one)));
  const remove = (id: string) => setUploads((all) => all.filter((one) => one.id !== id));

  async function start({ id, file, stop }: Upload) {
    const onProgress = (share: number | undefined) => change(id, share === undefined ? { share } : { share, wasSent: true });
    try {
      const { data, problem } = await outcome(api.uploadPhoto(file, { onProgress, signal: stop.signal }));
      if (problem) return change(id, { problem });
      remove(id);
      onStored(data, file);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      remove(id);
    }
  }

  function send(files: Iterable<File>) {
    const added = [...files].map((file): Upload => ({
      id: photoIdOf(file), file, share: undefined, wasSent: false, problem: refusalOf(file), stop: new AbortController(),
    }));
    setUploads((all) => [...all, ...added]);
    for (const upload of added) if (!upload.problem) void start(upload);
  }

  function retry(upload: Upload) {
    const again = { ...upload, share: undefined, problem: undefined, stop: new AbortController() };
    change(upload.id, again);
    void start(again);
  }

  async function cancel(upload: Upload) {
    const { id, wasSent, problem, stop } = upload;
    stop.abort();
    remove(id);
    const mayBeStored = wasSent && (!problem || canRetry(upload));
    if (!mayBeStored) return;
    const failed = (await outcome(api.DELETE("/v1/users/me/photos/{photo_id}", { params: { path: { photo_id: id } } }))).problem;
    if (failed && failed.code !== "not_found") setUploads((all) => [...all, { ...upload, problem: failed }]);
  }

  const isBusy = uploads.some(({ problem }) => !problem);
  useEffect(() => (isBusy ? askBeforeLeaving() : undefined), [isBusy]);
  const stopAll = useEffectEvent(() => uploads.forEach(({ stop }) => stop.abort()));
  useEffect(() => () => stopAll(), []);
  return { uploads, send, retry, cancel };
}

/** Before anything is sent. */
function refusalOf({ type, size }: File): Problem | undefined {
  const code =
    !ACCEPTED.includes(type) ? "photo_format_unsupported"
    : size === 0 ? "file_empty"
    : size > BYTES_MAX ? "payload_too_large"
    : undefined;
  const none = { detail: "", problems: null, seconds: undefined, status: undefined, requestId: undefined };
  return code && { code, ...none };
}
