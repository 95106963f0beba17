import type { Pixels } from "./image-codec.ts";

/** Of a metallic-roughness texture, roughness is green, metalness blue, occlusion red (glTF 2.0, 3.9.2); of a base colour, what is opaque is alpha. */
export type Channel = "red" | "green" | "blue" | "alpha";
const OFFSETS: Readonly<Record<Channel, number>> = { red: 0, green: 1, blue: 2, alpha: 3 };

/** What becomes of each of the 256 values that a channel of a pixel may have. */
export const byteTable = (map: (value: number) => number): Uint8Array => Uint8Array.from({ length: 256 }, (_, value) => map(value));

/** One channel by a table, as grey; that of alpha is its own alpha too. */
export function greyOf({ width, height, data }: Pixels, channel: Channel, table: Uint8Array): Pixels {
  const grey = new Uint8Array(data.length);
  const offset = OFFSETS[channel];
  const isAlpha = channel === "alpha";
  for (let at = 0; at < data.length; at += 4) {
    const value = table[data[at + offset]!]!;
    grey[at] = value;
    grey[at + 1] = value;
    grey[at + 2] = value;
    grey[at + 3] = isAlpha ? value : 255;
  }
  return { width, height, data: grey };
}

export function isOpaque({ data }: Pixels): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

export function opaqueOf({ width, height, data }: Pixels): Pixels {
  const opaque = data.slice();
  for (let at = 3; at < data.length; at += 4) opaque[at] = 255;
  return { width, height, data: opaque };
}

/** @param tables One for each of the four channels. */
export function mappedBy({ width, height, data }: Pixels, tables: readonly Uint8Array[]): Pixels {
  const [reds, greens, blues, alphas] = tables as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const mapped = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 4) {
    mapped[at] = reds[data[at]!]!;
    mapped[at + 1] = greens[data[at + 1]!]!;
    mapped[at + 2] = blues[data[at + 2]!]!;
    mapped[at + 3] = alphas[data[at + 3]!]!;
  }
  return { width, height, data: mapped };
}

/** A picture of normals with x and y scaled, each of length 1 again. */
export function scaledNormals({ width, height, data }: Pixels, scale: number): Pixels {
  const scaled = data.slice();
  for (let at = 0; at < data.length; at += 4) {
    const x = scale * (data[at]! / 127.5 - 1);
    const y = scale * (data[at + 1]! / 127.5 - 1);
    const z = data[at + 2]! / 127.5 - 1;
    const factor = 127.5 / (Math.sqrt(x * x + y * y + z * z) || 1);
    scaled[at] = Math.round(127.5 + x * factor);
    scaled[at + 1] = Math.round(127.5 + y * factor);
    scaled[at + 2] = Math.round(127.5 + z * factor);
  }
  return { width, height, data: scaled };
}
