import type { Image, View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { disc, drawPhoto } from "./draw-photo.ts";

const outline = (u: number, v: number): boolean => Math.abs(v) < 0.45 && Math.abs(u) < 0.16 + 0.07 * Math.sin(6 * v);

/** Photos of a vase, painted differently on each side; the front on white, the others cut out. */
export const VASE: Record<"front" | "back" | "side" | "top", Image> = {
  front: drawPhoto(outline, { size: 256, background: [255, 255, 255], color: (_u, v) => [150, 60 + 100 * (v + 0.5), 40] }),
  back: drawPhoto(outline, { size: 256, color: () => [40, 90, 160] }),
  side: drawPhoto(outline, { size: 256, color: () => [60, 140, 80] }),
  top: drawPhoto(disc(0.4), { size: 256, color: () => [120, 120, 120] }),
};

export async function vaseBytes(...views: (keyof typeof VASE)[]): Promise<Partial<Record<View, Uint8Array>>> {
  const bytes: Partial<Record<View, Uint8Array>> = {};
  for (const view of views) bytes[view] = await sharpCodec.encode(VASE[view], view === "top" ? "webp" : "png");
  return bytes;
}

export const SMALL = { gridSize: 56, textureSize: 256, thumbnailSize: 96 } as const;
