import { useEffect, useState } from "react";
import { language } from "./texts/index.ts";

/** Seconds that are left of a wait which began when this object, such as a problem, appeared. */
export function useCountdown(wait: { seconds?: number | undefined } | undefined): number {
  const [left, setLeft] = useState(wait?.seconds ?? 0);
  useEffect(() => {
    const until = Date.now() + (wait?.seconds ?? 0) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    if (!wait?.seconds) return;
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [wait]);
  return left;
}

/** Has the presses of a button repeat the time that is left, until such a wait is over. */
export function useHeldButton(wait: { seconds?: number | undefined } | undefined) {
  const left = useCountdown(wait);
  const [presses, setPresses] = useState(0);
  const press = (action: () => void) => (left > 0 ? setPresses(presses + 1) : (setPresses(0), action()));
  return { left, presses, press };
}

/** Minutes and seconds, as in 1:05. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The same in words, as in "40 seconds" or "5 minutes". */
export function duration(seconds: number): string {
  const [count, unit] = seconds < 100 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
