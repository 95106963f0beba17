import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, type ProductObject } from "@model-3d/test-utils";
import sharp from "sharp";
import type { Image, View } from "../src/index.ts";
import { isUpright } from "../src/view-cameras.ts";
import { sharpCodec } from "../src/node/index.ts";
import { PHOTO_SIZE, renderCutOut, type Shot } from "./bench-photo.ts";

export const CACHE_FOLDER = join(import.meta.dirname, ".cache");

/** Ways to take the photos: as the textbook wants them, by hand from far away, by hand from nearby without and with the file telling the focal length, and as one holds a phone, from a little above, from nearby and far away. */
export const MANNERS = ["straight", "tilted", "near", "near-exif", "raised", "raised-far"] as const;
export type Manner = (typeof MANNERS)[number];

/** The diagonal of a 35 mm picture, in millimetres. */
const FULL_FRAME_DIAGONAL = 43.2666;
const SOURCES = ["bench-photo.ts", "bench-shots.ts", "objects/bench-object.ts", "objects/boxes.ts", "objects/frames.ts", "objects/furniture.ts", "objects/packaging.ts", "objects/shop-window.ts", "objects/unseen.ts", "objects/vessels.ts", "../src/view-cameras.ts"];

/** Degrees above the horizon from which people take photos of what stands on a table, by habit, and by how much one photo differs from the next. */
const LEAST_RAISED = 5;
const MOST_RAISED = 15;
const RAISED_SPREAD = 2;

/** The same for one object each time: a field of view from 20° to 50°, how far above photos are taken from, and for each view up to 3° of roll and 4 % of shift. */
export function shotOf(object: ProductObject, view: View, manner: Manner): Shot {
  if (manner === "straight") return { fieldOfViewDegrees: 0, rollDegrees: 0, pitchDegrees: 0, shift: [0, 0] };
  const random = createRandom(seedOf(object.name));
  const fieldOfViewDegrees = Math.round(20 + 30 * random());
  const own = createRandom(seedOf(`${object.name} ${view}`));
  const spread = (reach: number): number => (2 * own() - 1) * reach;
  const rollDegrees = spread(3);
  const shift = [spread(0.04), spread(0.04)] as const;
  const habit = LEAST_RAISED + (MOST_RAISED - LEAST_RAISED) * random();
  const pitchDegrees = manner.startsWith("raised") ? (isUpright(view) ? habit : 0) + spread(RAISED_SPREAD) : 0;
  const isFar = manner === "tilted" || manner === "raised-far";
  return { fieldOfViewDegrees: isFar ? 0 : fieldOfViewDegrees, rollDegrees, pitchDegrees, shift };
}

/** The cut-out as a PNG; rendered once for each state of the bench's sources. */
export async function cutOutPhoto(object: ProductObject, view: View, manner: Manner): Promise<Uint8Array> {
  const shot = shotOf(object, view, manner);
  const file = join(CACHE_FOLDER, "photos", `${object.name}-${view}-${keyOf([object.name, view, shot])}.png`);
  if (!existsSync(file)) {
    mkdirSync(join(CACHE_FOLDER, "photos"), { recursive: true });
    writeFileSync(file, await sharpCodec.encode(renderCutOut(object, view, shot), "png"));
  }
  const bytes = readFileSync(file);
  return manner === "near-exif" ? sharp(bytes).withExif({ IFD2: { FocalLengthIn35mmFilm: String(equivalentFocalLength(shot.fieldOfViewDegrees)) } }).png().toBuffer() : bytes;
}

/** Names what is kept of something that is made of the bench's sources: another one for another state of them. */
export function keyOf(what: unknown): string {
  const sources = SOURCES.map((file) => readFileSync(join(import.meta.dirname, file), "utf8")).join("");
  return createHash("sha256").update(sources).update(JSON.stringify(what)).digest("hex").slice(0, 16);
}

/** What a JPEG of ordinary quality leaves of a picture. */
export async function throughJpeg(image: Image): Promise<Image> {
  return sharpCodec.decode(await sharpCodec.encode(image, "jpeg"), { maxPixels: 1e8 });
}

/** In whole millimetres, as cameras write it. */
function equivalentFocalLength(fieldOfViewDegrees: number): number {
  const focalPixels = PHOTO_SIZE / 2 / Math.tan((fieldOfViewDegrees * Math.PI) / 360);
  return Math.round((focalPixels / (PHOTO_SIZE * Math.SQRT2)) * FULL_FRAME_DIAGONAL);
}

function seedOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE(0);
}
