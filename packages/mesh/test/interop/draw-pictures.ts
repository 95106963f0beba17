import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import type { Pixels } from "../../src/images/image-codec.ts";
import { sharpCodec } from "../../src/images/sharp-codec.ts";
import type { Model } from "../../src/model.ts";
import { renderThumbnail } from "../../src/render/render-thumbnail.ts";
import type { FormatName } from "../../src/write/format.ts";
import { run, type InteropFile } from "./programs/program.ts";

/** Of the set those in which most can go wrong with how a thing looks. */
export const DRAWN_MODELS = ["generated", "every-texture", "masked", "many-materials", "two-materials-one-mesh", "mirrored", "vertex-colors", "moved-texture"];
/** The first is what the others are compared with: the original as the same program draws it. */
export const DRAWN_FORMATS = ["glb", "fbx", "obj", "ply", "stl"] as const satisfies readonly FormatName[];
const SIDE = 160;
/** Of the pixels that either has, those that both have. */
const LEAST_OVERLAP = 0.97;
/** Of 255, on average over what both show, where a format keeps how a thing looks. */
const MOST_DIFFERENCE = 16;
const KEEPS_LOOK: readonly FormatName[] = ["fbx", "obj"];
/** Which of them are only looked at, and why no two programs or formats show the same of them. */
const LOOKED_AT: ReadonlyMap<string, string> = new Map([
  ["every-texture", "occlusion and metal are shown in another way by each"],
  ["masked", "what is cut out is see-through where a format knows nothing else, or there"],
  ["vertex-colors", "colours of vertices are left out by Blender where there is a material, as in FBX and OBJ"],
]);

interface Drawn {
  /** What is not as the original, each in a few words. */
  faults: string[];
  /** A picture for each. */
  pictures: number;
}

/** What the picture shows, for those who look at it. */
export const describePictures = (): string[] => [
  `From the left: the original as this package draws it, then as Blender draws ${DRAWN_FORMATS.map((format) => format.toUpperCase()).join(", ")}. Outlines have to be the original's by ${100 * LEAST_OVERLAP} %, and in ${KEEPS_LOOK.map((format) => format.toUpperCase()).join(" and ")} colours as near as ${MOST_DIFFERENCE} of 255 on average. Only looked at are`,
  "",
  ...[...LOOKED_AT].map(([name, why]) => `- ${name}: ${why}.`),
];

/**
 * Has Blender draw files of some models, holds their outlines and colours to those of the original, and puts all into one picture to be looked at: a row
 * a model, first as this package draws the original, then as Blender draws each format.
 */
export async function drawPictures(files: readonly InteropFile[], models: ReadonlyMap<string, Model>, folder: string, sheet: string, draw = drawInBlender): Promise<Drawn> {
  const drawn = files.filter(({ model, format }) => DRAWN_MODELS.includes(model) && DRAWN_FORMATS.some((name) => name === format)).map((file) => ({ ...file, picture: join(folder, `${file.model}-${file.format}.png`) }));
  // Of a run of some models or formats only, there may be none.
  if (drawn.length === 0) return { faults: [], pictures: 0 };
  draw(drawn, folder);
  const formats = DRAWN_FORMATS.filter((format) => drawn.some((one) => one.format === format));
  const faults: string[] = [];
  const rows: Uint8Array[][] = [];
  for (const name of DRAWN_MODELS.filter((model) => models.has(model))) {
    const own = await renderThumbnail(models.get(name)!, { width: SIDE, height: SIDE, azimuth: 30, elevation: 21, shadow: 0, codec: sharpCodec });
    const row = [await sharpCodec.encode(own, "image/png")];
    let original: Pixels | null = null;
    for (const format of formats) {
      const file = drawn.find((one) => one.model === name && one.format === format);
      const bytes = file && existsSync(file.picture) ? new Uint8Array(readFileSync(file.picture)) : null;
      if (!bytes) {
        faults.push(`${name}, ${format}: Blender draws nothing`);
        row.push(await sharpCodec.encode({ width: 1, height: 1, data: new Uint8Array(4) }, "image/png"));
        continue;
      }
      row.push(bytes);
      const pixels = await sharpCodec.decode(bytes, "image/png");
      if (original && !LOOKED_AT.has(name)) faults.push(...compare(original, pixels, KEEPS_LOOK.includes(format)).map((what) => `${name}, ${format}: ${what}`));
      if (format === DRAWN_FORMATS[0]) original = pixels;
    }
    rows.push(row);
  }
  const tiles = rows.flatMap((row, y) => row.map((input, x) => ({ input: Buffer.from(input), left: x * SIDE, top: y * SIDE })));
  await sharp({ create: { width: (1 + formats.length) * SIDE, height: rows.length * SIDE, channels: 3, background: "#e4e4e7" } }).composite(tiles).webp({ quality: 82 }).toFile(sheet);
  return { faults, pictures: tiles.length };
}

function drawInBlender(drawn: readonly (InteropFile & { picture: string })[], folder: string): void {
  const list = join(folder, "drawn.json");
  writeFileSync(list, JSON.stringify(drawn));
  run("blender", ["--background", "--factory-startup", "--python-use-system-env", "--python", fileURLToPath(new URL("programs/draw-in-blender.py", import.meta.url)), "--", list], { minutes: 20 });
}

function compare(original: Pixels, pixels: Pixels, keepsLook: boolean): string[] {
  let [both, either, off] = [0, 0, 0];
  for (let at = 0; at < pixels.data.length; at += 4) {
    const [here, there] = [pixels.data[at + 3]! > 127, original.data[at + 3]! > 127];
    if (here || there) either++;
    if (!(here && there)) continue;
    both++;
    for (let k = 0; k < 3; k++) off += Math.abs(pixels.data[at + k]! - original.data[at + k]!) / 3;
  }
  const problems: string[] = [];
  if (either === 0) return ["the picture is empty"];
  if (both / either < LEAST_OVERLAP) problems.push(`its outline is the original's by ${((100 * both) / either).toFixed(1)} %`);
  if (keepsLook && off / both > MOST_DIFFERENCE) problems.push(`its colours are off by ${(off / both).toFixed(1)} of 255`);
  return problems;
}
