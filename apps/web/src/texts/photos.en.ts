import type { PhotoCode } from "../errors.ts";

const errors: Record<PhotoCode, string> = {
  link_invalid: "This link is too old. Reload the page.",
  photo_exists: "This photo was sent before, and has been changed since. Choose it again.",
  photo_format_unsupported: "This is not a JPEG, PNG or WebP picture.",
  photo_quota_reached: "You have as many photos as an account may have. Delete some first.",
  photo_too_many_pixels: "This picture has too many pixels. Save it smaller, and try again.",
  photo_unreadable: "This picture cannot be read. It may be damaged.",
  precondition_failed: "The picture has changed. Reload the page.",
  range_not_satisfiable: "The picture has changed. Reload the page.",
  storage_unavailable: "Photos cannot be stored at the moment. Please try again.",
};

export const en = {
  title: "Photos", add: "Add photos", yours: "Your photos",
  choose: "Choose photos", take: "Take a photo",
  hint: "JPEG, PNG or WebP, up to 10 MB each. You can also drop them on this page, or paste them.",
  drop: "Drop them to add them.",
  kept: "Only you can see them. Where and with what they were taken is not kept.",
  sending: "On their way", progress: (name: string) => `Progress of ${name}`,
  waits: "Waiting", percent: (percent: string) => `${percent} sent`, prepared: "Sent; the picture is being prepared",
  cancel: "Cancel", cancelOne: (name: string) => `Cancel ${name}`,
  retry: "Try again", retryOne: (name: string) => `Try again: ${name}`,
  dismiss: "Remove", dismissOne: (name: string) => `Remove ${name}`,
  noBytes: "This file is empty.",
  tooLarge: "This file is larger than 10 MB. Save it smaller, and try again.",
  tooSlow: "Sending took too long. A better connection or a smaller picture may help.",
  added: (name: string) => `${name} is added.`,
  /** What a picture is for those who do not see it. */
  alt: (day: string, colors: string) => `Photo of ${day}${colors && `, mostly ${colors}`}`,
  palette: "Colors", color: (name: string) => `${name}`,
  fine: "Good quality", issues: { too_dark: "too dark", blurred: "blurred", too_small: "too small" } as Partial<Record<string, string>>,
  delete: "Delete", deleteOne: (photo: string) => `Delete: ${photo}`,
  missing: "The picture cannot be loaded at the moment. Please try again.",
  deleted: "Deleted.", undo: "Undo", undoOne: (photo: string) => `Undo the deletion: ${photo}`,
  empty: "No photos yet. Add the first one.", end: "These are all of them.",
  errors,
};
