import { language } from "../texts/index.ts";

/** A time as people say it, as in "5 minutes ago"; with `isDate`, as a date; with `isExact`, as both. */
export function Time({ at, isDate = false, isExact = false }: { at: string; isDate?: boolean; isExact?: boolean }) {
  const date = new Date(at);
  const words =
    isExact ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(date)
    : isDate ? new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(date)
    : ago(Date.now() - date.getTime());
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "medium" }).format(date);
  return <time dateTime={at} title={exact}>{words}</time>;
}

function ago(milliseconds: number): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const minutes = milliseconds / 60_000;
  if (minutes < 1) return format.format(0, "second");
  if (minutes < 90) return format.format(-Math.round(minutes), "minute");
  if (minutes < 36 * 60) return format.format(-Math.round(minutes / 60), "hour");
  return format.format(-Math.round(minutes / 60 / 24), "day");
}
