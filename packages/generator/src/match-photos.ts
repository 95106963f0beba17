import { boxBlur } from "./box-blur.ts";
import { drawMatch, type ModelView, type PhotoView } from "./draw-match.ts";
import type { Image } from "./image.ts";
import { linearToOklab } from "./oklab.ts";
import type { Outline } from "./outline.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { paintWithTexture, type PaintedMesh } from "./painted-mesh.ts";
import { drawModel, shrinkPhoto } from "./draw-model.ts";
import type { View } from "./view-cameras.ts";

/** How well a model matches one photo. */
export interface ViewMatch {
  /** 0–100: the share of what photo or model show in which both show the same. */
  percent: number;
  /** Intersection over union of the two silhouettes, 0 to 1. */
  silhouette: number;
  /** Likeness of the colours where both show the object, 0 to 1. */
  color: number;
}

export interface PhotosMatch {
  /** The mean of the views. */
  percent: number;
  views: Partial<Record<View, ViewMatch>>;
}

/** Longer side at which photo and model are compared, in pixels. */
const MATCH_SIDE = 320;
/** Distances in OKLab (a and b weighted) up to which colours count as the same, and from which as another one. */
const SAME_COLOR = 0.04;
const OTHER_COLOR = 0.25;
/** A photo's light may be that much darker or brighter than the model's paint without being another colour, all over and from place to place. */
const MAX_GAIN = 1.35;
const MAX_LOCAL_GAIN = 1.25;
/** Light changes slowly: it is the same within about this share of the longer side. */
const LIGHT_REACH = 0.06;
/** Colours are compared in the mean of so many pixels around, so that a small shift of a fine print is no other colour. */
const TOLERANCE_PIXELS = 2;

/**
 * Renders a model from where its photos were taken and compares it with them, silhouette and colour. For any model whose
 * front faces +Z and that stands upright: it is centred and scaled, by one factor, onto each outline. Another brightness
 * is allowed for, of each photo and slowly changing within it, as paint knows no light.
 *
 * Returns the match and for each view a picture of where it differs: the photo in grey, what only the photo shows red,
 * what only the model shows blue, other colours yellow.
 */
export function matchPhotos(mesh: TexturedMesh, texture: Image, outlines: readonly Outline[]): { match: PhotosMatch; pictures: Map<View, Image> } {
  return comparePhotos(paintWithTexture(mesh, texture), outlines, MATCH_SIDE);
}

/** The same of a model of any make. @param side pixels of the longer side at which they are compared */
export function comparePhotos(model: PaintedMesh, outlines: readonly Outline[], side = MATCH_SIDE): { match: PhotosMatch; pictures: Map<View, Image> } {
  const views: Partial<Record<View, ViewMatch>> = {};
  const pictures = new Map<View, Image>();
  for (const outline of outlines) {
    const { match, picture } = compareWith(model, outline, side);
    views[outline.view] = match;
    pictures.set(outline.view, picture());
  }
  const percents = Object.values(views).map((view) => view.percent);
  return { match: { percent: Math.round(percents.reduce((sum, percent) => sum + percent, 0) / Math.max(1, percents.length)), views }, pictures };
}

/** Compares one view. The picture is drawn when it is asked for. */
export function compareWith(model: PaintedMesh, outline: Outline, side: number): { match: ViewMatch; picture: () => Image } {
  const photo = shrinkPhoto(outline, side);
  const drawn = drawModel(model, outline, photo.width, photo.height);
  const likeness = compareColors(photo, drawn);
  return { match: measure(photo, drawn, likeness), picture: () => drawMatch(photo, drawn, likeness) };
}

function measure(photo: PhotoView, model: ModelView, likeness: Float32Array): ViewMatch {
  let both = 0;
  let either = 0;
  let alike = 0;
  for (let i = 0; i < likeness.length; i++) {
    const shared = Math.min(photo.coverage[i]!, model.coverage[i]!);
    both += shared;
    either += Math.max(photo.coverage[i]!, model.coverage[i]!);
    alike += shared * likeness[i]!;
  }
  if (either === 0 || both === 0) return { percent: 0, silhouette: 0, color: 0 };
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  return { percent: Math.round((100 * alike) / either), silhouette: rounded(both / either), color: rounded(alike / both) };
}

/** 1 where both show the same colour, 0 where they show different ones. */
function compareColors(photo: PhotoView, model: ModelView): Float32Array {
  const shared = new Float32Array(photo.coverage.length);
  for (let i = 0; i < shared.length; i++) shared[i] = Math.min(photo.coverage[i]!, model.coverage[i]!);
  const first = localMeans(photo, shared);
  const second = localMeans(model, shared);
  const gain = brightnessGain(first, second, shared);
  const light = localLight(first, second, shared, gain, photo);
  const likeness = new Float32Array(shared.length);
  const one = new Float32Array(3);
  const two = new Float32Array(3);
  for (let i = 0; i < shared.length; i++) {
    if (shared[i] === 0) continue;
    linearToOklab(first[3 * i]!, first[3 * i + 1]!, first[3 * i + 2]!, one, 0);
    const lit = gain * light[i]!;
    linearToOklab(second[3 * i]! * lit, second[3 * i + 1]! * lit, second[3 * i + 2]! * lit, two, 0);
    const distance = Math.sqrt((one[0]! - two[0]!) ** 2 + (one[1]! - two[1]!) ** 2 + (one[2]! - two[2]!) ** 2);
    likeness[i] = Math.min(1, Math.max(0, (OTHER_COLOR - distance) / (OTHER_COLOR - SAME_COLOR)));
  }
  return likeness;
}

/** Mean linear colour around each pixel, of what both cover. */
function localMeans(view: PhotoView, shared: Float32Array): Float32Array {
  const { width, height, colors } = view;
  const weighted = new Float32Array(colors.length);
  for (let i = 0, o = 0; i < shared.length; i++) for (let k = 0; k < 3; k++, o++) weighted[o] = colors[o]! * shared[i]!;
  const means = boxBlur(weighted, width, height, TOLERANCE_PIXELS, 3);
  const weights = boxBlur(shared, width, height, TOLERANCE_PIXELS);
  for (let i = 0, o = 0; i < shared.length; i++) {
    const weight = Math.max(1e-6, weights[i]!);
    for (let k = 0; k < 3; k++, o++) means[o] = means[o]! / weight;
  }
  return means;
}

/** How much brighter than all over the photo is around each pixel. */
function localLight(first: Float32Array, second: Float32Array, shared: Float32Array, gain: number, { width, height }: PhotoView): Float32Array {
  const radius = Math.round(LIGHT_REACH * Math.max(width, height));
  const around = (colors: Float32Array): Float32Array => {
    const bright = new Float32Array(shared.length);
    for (let i = 0, o = 0; i < shared.length; i++, o += 3) bright[i] = shared[i]! * (colors[o]! + colors[o + 1]! + colors[o + 2]!);
    return boxBlur(boxBlur(bright, width, height, radius), width, height, radius);
  };
  const light = around(first);
  const model = around(second);
  for (let i = 0; i < light.length; i++) light[i] = model[i]! <= 0 ? 1 : Math.min(MAX_LOCAL_GAIN, Math.max(1 / MAX_LOCAL_GAIN, light[i]! / (gain * model[i]!)));
  return light;
}

function brightnessGain(first: Float32Array, second: Float32Array, shared: Float32Array): number {
  let photo = 0;
  let model = 0;
  for (let i = 0; i < shared.length; i++) {
    for (let k = 0; k < 3; k++) {
      photo += shared[i]! * first[3 * i + k]!;
      model += shared[i]! * second[3 * i + k]!;
    }
  }
  return model <= 0 ? 1 : Math.min(MAX_GAIN, Math.max(1 / MAX_GAIN, photo / model));
}
