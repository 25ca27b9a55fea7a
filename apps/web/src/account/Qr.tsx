import { correction, generate } from "lean-qr/nano";

const MARGIN = 4; // the standard's, in modules

/** A text as a QR code. It is drawn here, so no one else learns the text. */
export default function Qr({ text, label }: { text: string; label: string }) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const size = code.size + 2 * MARGIN;
  const all = Array.from({ length: code.size }, (_, i) => i);
  const dark = all.flatMap((y) => all.filter((x) => code.get(x, y)).map((x) => `M${x} ${y}h1v1h-1z`));
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`${-MARGIN} ${-MARGIN} ${size} ${size}`}>
      <path d={dark.join("")} shapeRendering="crispEdges" />
    </svg>
  );
}
