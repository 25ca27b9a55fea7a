import { toSvgPath } from "lean-qr/extras/svg";
import { correction, generate } from "lean-qr/nano";

const MARGIN = 4; // the standard's, in modules

/** A text as a QR code. It is drawn here, so nobody else learns the text. */
export default function Qr({ text, label }: { text: string; label: string }) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const size = code.size + 2 * MARGIN;
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`${-MARGIN} ${-MARGIN} ${size} ${size}`}>
      <path d={toSvgPath(code)} />
    </svg>
  );
}
