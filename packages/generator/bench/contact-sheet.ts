import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Image, TexturedMesh, View } from "../src/index.ts";
import { renderThumbnail } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { CACHE_FOLDER } from "./bench-shots.ts";

const TILE = 300;
const RENDER = 600;
const BACKDROP = 214;

/** From where a sheet looks at the result, in degrees, and the photo that is shown above. */
export interface Sight {
  azimuth: number;
  elevation: number;
  view?: View;
}

/** The photos' places, then three that no photo shows. */
const SIGHTS: readonly Sight[] = [
  { azimuth: 0, elevation: 0, view: "front" },
  { azimuth: 180, elevation: 0, view: "back" },
  { azimuth: 90, elevation: 0, view: "side" },
  { azimuth: 0, elevation: 90, view: "top" },
  { azimuth: 40, elevation: 25 },
  { azimuth: 225, elevation: 25 },
  { azimuth: -60, elevation: -20 },
];

/** Photos above, the result from the same places below; returns the file. */
export async function writeContactSheet(name: string, photos: Partial<Record<View, Uint8Array>>, mesh: TexturedMesh, texture: Image): Promise<string> {
  mkdirSync(CACHE_FOLDER, { recursive: true });
  const file = join(CACHE_FOLDER, `${name}.png`);
  writeFileSync(file, await sharpCodec.encode(await drawContactSheet(photos, mesh, texture, SIGHTS), "png"));
  return file;
}

/** The sheet's picture, opaque, 300 pixels a sight. */
export async function drawContactSheet(photos: Partial<Record<View, Uint8Array>>, mesh: TexturedMesh, texture: Image, sights: readonly Sight[]): Promise<Image> {
  const sheet: Image = { width: TILE * sights.length, height: 2 * TILE, data: new Uint8Array(TILE * sights.length * 2 * TILE * 4).fill(BACKDROP) };
  for (const [i, sight] of sights.entries()) {
    const photo = sight.view ? photos[sight.view] : undefined;
    if (photo) paste(sheet, await sharpCodec.decode(photo, { maxPixels: 1e8, fitWithin: TILE }), i * TILE, 0);
    paste(sheet, halve(renderThumbnail(mesh, texture, { size: RENDER, azimuth: sight.azimuth, elevation: sight.elevation })), i * TILE, TILE);
  }
  for (let i = 3; i < sheet.data.length; i += 4) sheet.data[i] = 255;
  return sheet;
}

function halve(image: Image): Image {
  const size = image.width / 2;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      for (let k = 0; k < 4; k++) {
        const at = (dx: number, dy: number): number => image.data[4 * ((2 * y + dy) * image.width + 2 * x + dx) + k]!;
        data[4 * (y * size + x) + k] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
      }
    }
  }
  return { width: size, height: size, data };
}

function paste(sheet: Image, tile: Image, left: number, top: number): void {
  for (let y = 0; y < Math.min(tile.height, TILE); y++) {
    for (let x = 0; x < Math.min(tile.width, TILE); x++) {
      const from = 4 * (y * tile.width + x);
      const to = 4 * ((top + y) * sheet.width + left + x);
      const alpha = tile.data[from + 3]! / 255;
      for (let k = 0; k < 3; k++) sheet.data[to + k] = Math.round(tile.data[from + k]! * alpha + sheet.data[to + k]! * (1 - alpha));
    }
  }
}
