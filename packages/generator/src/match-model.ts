import { alignViews } from "./align-views.ts";
import { estimateCameras } from "./estimate-cameras.ts";
import { focalShares } from "./focal-shares.ts";
import { estimateForegroundMasks } from "./foreground-mask.ts";
import { GENERATE_DEFAULTS } from "./generate-options.ts";
import { GeneratorError } from "./generator-error.ts";
import type { Image, ImageCodec } from "./image.ts";
import { comparePhotos, compareWith, type PhotosMatch } from "./match-photos.ts";
import type { Outline } from "./outline.ts";
import type { PaintedMesh } from "./painted-mesh.ts";
import { outlineOfMask, readPhoto, type Photos } from "./read-photos.ts";
import { VIEWS, type CameraName, type View } from "./view-cameras.ts";

/** Nobody says where the front of a model is that others made; it stands upright. Turns by half as much would only flatter a wrong depth. */
const TURNS = 4;
const SEARCH_SIDE = 96;
/** So many per cent better a turned model has to be, or what is alike from several sides would be turned by chance. */
const MIN_LEAD = 3;

export interface ModelMatch {
  match: PhotosMatch;
  /** By how much the model was turned counter-clockwise, as seen from above, in degrees: 0, 90, 180 or 270. */
  yaw: number;
  /** For each view where they differ, as {@link matchPhotos} says. */
  pictures: Map<View, Image>;
}

export interface MatchModelOptions {
  /** A photo with more pixels than this is left out. Default 50 million. */
  maxPixels?: number;
}

/**
 * Compares a model of any make with the photos that it was made from. The model stands upright; where its front is, how large it is and
 * where it stands is found: by its box in each view, and by the best of four turns, of which the one as it is wins unless another is
 * clearly better.
 *
 * Photos in which nothing stands out are left out. Returns `null` if none is left, or the model has no triangles.
 */
export async function matchModel(model: PaintedMesh, photos: Photos, codec: ImageCodec, { maxPixels = GENERATE_DEFAULTS.maxPixels }: MatchModelOptions = {}): Promise<ModelMatch | null> {
  if (model.indices.length === 0) return null;
  const images = new Map<View, Image>();
  const outlines = new Map<View, Outline>();
  for (const view of VIEWS) {
    const photo = photos[view];
    if (!photo) continue;
    try {
      images.set(view, await readPhoto(view, photo, codec, maxPixels));
    } catch (error) {
      if (!(error instanceof GeneratorError)) throw error;
    }
  }
  const masks = await estimateForegroundMasks(images);
  for (const [view, image] of images) {
    const outline = outlineOfMask(view, image, masks.get(view)!);
    if (outline) outlines.set(view, outline);
    else images.delete(view);
  }
  if (outlines.size === 0) return null;
  const straight = straighten(outlines, photos, images);
  let best = search(model, straight);
  for (let turn = 1, first = best; turn < TURNS; turn++) {
    const found = search(turned(model, (2 * Math.PI * turn) / TURNS), straight);
    if (found.percent > Math.max(best.percent, first.percent + MIN_LEAD)) best = { ...found, yaw: (360 * turn) / TURNS };
  }
  const { match, pictures } = comparePhotos(turned(model, (Math.PI * best.yaw) / 180), best.outlines);
  return { match, yaw: best.yaw, pictures };
}

/** With what is known of their cameras; as they are where one object cannot have them all. */
function straighten(outlines: Map<View, Outline>, photos: Photos, images: Map<View, Image>): Outline[] {
  const front = outlines.get("front");
  const back = outlines.get("back");
  if (!front || !back) return [...outlines.values()];
  try {
    const estimated = estimateCameras({ ...Object.fromEntries(outlines), front, back }, focalShares(photos, images));
    return VIEWS.map((view) => alignViews(estimated).outlines[view]).filter((outline) => outline !== undefined);
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    return [...outlines.values()];
  }
}

interface Found {
  percent: number;
  yaw: number;
  outlines: Outline[];
}

/** Compares small pictures; a side photo counts as taken from where it fits better, if no other is labelled as the left one. */
function search(model: PaintedMesh, outlines: readonly Outline[]): Found {
  const chosen: Outline[] = [];
  const isLeftKnown = outlines.some(({ view }) => view === "left");
  let sum = 0;
  for (const outline of outlines) {
    const cameras: CameraName[] = outline.view === "side" && !isLeftKnown ? [outline.camera, outline.camera === "left" ? "right" : "left"] : [outline.camera];
    let best = { percent: -1, outline };
    for (const camera of cameras) {
      const candidate = { ...outline, camera };
      const { percent } = compareWith(model, candidate, SEARCH_SIDE).match;
      if (percent > best.percent) best = { percent, outline: candidate };
    }
    sum += best.percent;
    chosen.push(best.outline);
  }
  return { percent: sum / outlines.length, yaw: 0, outlines: chosen };
}

function turned(model: PaintedMesh, angle: number): PaintedMesh {
  if (angle === 0) return model;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const positions = new Float32Array(model.positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, z] = [model.positions[i]!, model.positions[i + 2]!];
    positions[i] = cosine * x + sine * z;
    positions[i + 1] = model.positions[i + 1]!;
    positions[i + 2] = cosine * z - sine * x;
  }
  return { ...model, positions, paint: model.paint.bind(model) };
}
