/**
 * Draws the pictures of docs/guides/photos.md: photos of the bench's objects above, the models that are made of them below. Look at them, and at what
 * the guide says beside them.
 *
 *   node --conditions=model-3d-source packages/generator/bench/draw-guide-pictures.ts [photos-hollow …]
 */
import { join } from "node:path";
import sharp from "sharp";
import { generateModel, type View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { cutOutPhoto, type Manner } from "./bench-shots.ts";
import { drawContactSheet, type Sight } from "./contact-sheet.ts";
import { BENCH_OBJECTS } from "./objects/bench-objects.ts";
import { readGlb } from "./read-glb.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/pictures");
const WIDTH = 760;
const FRONT: Sight = { azimuth: 0, elevation: 0, view: "front" };
const BACK: Sight = { azimuth: 180, elevation: 0, view: "back" };
const SIDE: Sight = { azimuth: 90, elevation: 0, view: "side" };
const TOP: Sight = { azimuth: 0, elevation: 90, view: "top" };
const BETWEEN: Sight = { azimuth: 35, elevation: 30 };

interface GuidePicture {
  object: string;
  manner: Manner;
  views: readonly View[];
  sights: readonly Sight[];
}

const PICTURES: Readonly<Record<string, GuidePicture>> = {
  "photos-front-and-back": { object: "chair", manner: "straight", views: ["front", "back"], sights: [FRONT, BACK, SIDE, BETWEEN] },
  "photos-with-a-side": { object: "chair", manner: "straight", views: ["front", "back", "side"], sights: [FRONT, BACK, SIDE, BETWEEN] },
  "photos-hollow": { object: "mug", manner: "straight", views: ["front", "back", "side", "top"], sights: [FRONT, BACK, TOP, BETWEEN] },
  "photos-legs-from-nearby": { object: "stool", manner: "near", views: ["front", "back", "side", "top"], sights: [FRONT, SIDE, TOP, BETWEEN] },
};

for (const [name, { object: objectName, manner, views, sights }] of Object.entries(PICTURES)) {
  if (process.argv.length > 2 && !process.argv.includes(name)) continue;
  const object = BENCH_OBJECTS.find((known) => known.name === objectName)!;
  const photos: Partial<Record<View, Uint8Array>> = {};
  for (const view of views) photos[view] = await cutOutPhoto(object, view, manner);
  const { mesh, texture } = await readGlb((await generateModel(photos, sharpCodec)).glb);
  const { width, height, data } = await drawContactSheet(photos, mesh, texture, sights);
  const file = join(FOLDER, `${name}.png`);
  await sharp(data, { raw: { width, height, channels: 4 } }).resize({ width: WIDTH }).removeAlpha().png({ palette: true, effort: 10 }).toFile(file);
  console.log(file);
}
