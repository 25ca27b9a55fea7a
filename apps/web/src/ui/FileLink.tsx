import { useEffect, useRef, type ComponentProps } from "react";

/** A link that saves a file made here; with `isAtOnce`, it is saved without a click as well. */
export function FileLink({ file, name, isAtOnce, ...link }: ComponentProps<"a"> & { file: Blob; name: string; isAtOnce?: boolean }) {
  const ref = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    ref.current!.href = url;
    if (isAtOnce) ref.current!.click();
    return () => URL.revokeObjectURL(url);
  }, [file, isAtOnce]);
  return <a ref={ref} download={name} {...link} />;
}
