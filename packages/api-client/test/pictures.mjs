// Pictures for tests, made here.
import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

/** A PNG whose pixels are given by row, as red, green and blue. */
function png(width, rows) {
  const chunk = (name, content) => {
    const body = Buffer.concat([Buffer.from(name), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]); // 8 bits, RGB
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  const pixels = Buffer.concat(rows.flatMap((row) => [Buffer.of(0), row]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))]);
}

/** Stripes of these colors, the first as wide as the others together. Same colors, same bytes. */
export function stripes(...colors) {
  const [first] = colors;
  const row = Buffer.from(Array.from({ length: 400 }, (_, x) => (x < 200 ? first : colors[x % colors.length])).flat());
  return png(400, Array(300).fill(row));
}

/** Noise, which is as large in bytes as it looks: 3 bytes for each pixel. */
export function noise(width = 600, height = 600) {
  return png(width, Array.from({ length: height }, () => randomBytes(3 * width)));
}

export const NAVY = [24, 36, 76];
export const BEIGE = [222, 205, 170];
export const RED = [214, 32, 42];
