import { boundsOf, countTriangles, type Dropped, type Model } from "../model.ts";
import type { Closedness } from "../topology/closedness.ts";
import { countFlat } from "../topology/count-flat.ts";
import type { Repair } from "../repair/repair-log.ts";
import type { Format, FormatName, Kept, Simplified } from "../write/format.ts";
import { judgeExport } from "../write/judge-export.ts";
import { motionOf } from "../write/motion-of.ts";
import { PER_METRE, type ResolvedWriteOptions, type UpAxis, type Unit } from "../write/write-options.ts";
import { farOffOf, type FarOff } from "./far-off.ts";
import { noteCard } from "./note-card.ts";
import type { ExportPlan } from "./plan-export.ts";
import { dimensionsOf, type Dimensions } from "./real-size.ts";

/** What somebody should know of an export before it is downloaded. Plain data: it can be stored, sent and shown as it is. */
export interface HonestyCard extends Kept {
  format: FormatName;
  /** What the numbers in the file are. */
  unit: Unit;
  upAxis: UpAxis;
  /** Of the box around all that is in the file, in `unit`. Height is up, whichever axis of the file that is. */
  dimensions: Dimensions;
  /** Whether the size is one that somebody gave; else the file says what the model said, which has none if it was made from photos. */
  isRealSize: boolean;
  /** Where it lies so far from the origin that details are lost; null where it does not, and of the file itself, which has numbers of its own. */
  farOff: FarOff | null;
  triangles: number;
  /** Of the model, before anything was mended or simplified. */
  trianglesBefore: number;
  /** Of `triangles` those without an area, which have no normal: they stay where the surface closes by them. 0 for a format that is made of polygons. */
  flatTriangles: number;
  /** Polygons, for a format that is made of them; else null. */
  faces: number | null;
  /** Whether what is written encloses a body. */
  closed: Closedness;
  /** Closed pieces that share some of their inside with another: its volume counts twice. 0 where it does not close, and for formats of which no bodies are made. */
  overlappingBodies: number;
  /** How often each repair was made so that the surface is closed, or nearer to it; null where none was. */
  repairs: Readonly<Record<Repair, number>> | null;
  /** What was done so that the format could have it within its limits; null where nothing had to be. */
  simplified: Simplified | null;
  /** What the file that was read had and no format gets, beside what `lost` names. */
  dropped: readonly Dropped[];
  /** Names of textures that are left out, since they could not be read here. */
  unreadableTextures: readonly string[];
  /** What of all this needs a sentence, in English. */
  notes: readonly string[];
  /** Of the file; null until it is whole. */
  bytes: number | null;
}

/** What the card says beside what the plan does. */
export interface CardContext {
  isRealSize: boolean;
  dropped?: readonly Dropped[];
  /** Metres of the model, where they are known better than it tells them itself. */
  measured?: Dimensions;
  unreadableTextures?: readonly string[];
}

/** The card of an export that is planned; `dropped` is what no format gets where that is not what the model says. */
export function makeHonestyCard(original: Model, format: Format, { model, faces, closed, overlapping, repairs, simplified }: ExportPlan & { closed: Closedness }, { isRealSize, dropped: given, measured, unreadableTextures = [], ...options }: ResolvedWriteOptions & CardContext): HonestyCard {
  const perMetre = options.scale * PER_METRE[options.unit];
  const { width, height, depth } = measured ?? dimensionsOf(model);
  const kept = judgeExport(original, format, options);
  const dropped = given ?? droppedBy(format, original, options).filter((what) => !isIn(kept.changed, what));
  const card = {
    format: format.name,
    ...(repairs || simplified ? withTrianglesChanged(kept) : kept),
    unit: options.unit,
    upAxis: options.upAxis,
    dimensions: { width: width * perMetre, height: height * perMetre, depth: depth * perMetre },
    isRealSize,
    farOff: given ? null : farOffOf(boundsOf(model), perMetre),
    triangles: countTriangles(model),
    trianglesBefore: countTriangles(original),
    flatTriangles: faces === null ? countFlat(model.parts) : 0,
    faces,
    closed,
    overlappingBodies: overlapping,
    repairs,
    simplified,
    dropped: [...dropped],
    unreadableTextures: [...unreadableTextures],
    bytes: null,
  };
  return { ...card, notes: noteCard(card).map(({ message }) => message) };
}

function droppedBy({ hasMotion, hasUvSets }: Format, original: Model, options: ResolvedWriteOptions): Dropped[] {
  const carried = new Set<Dropped>([...((hasMotion && motionOf(original, options)?.carries) || []), ...(hasUvSets ? UV_PLACES : [])]);
  return [...original.dropped].filter((what) => !carried.has(what));
}

/** Where pictures lie: kept by several sets of coordinates. */
const UV_PLACES = ["textureTransforms", "uvSets"] as const satisfies readonly Dropped[];

const isIn = (aspects: readonly string[], what: Dropped) => aspects.includes(what);

function withTrianglesChanged({ kept, changed, lost }: Kept): Kept {
  return { kept: kept.filter((aspect) => aspect !== "triangles"), changed: changed.includes("triangles") ? changed : ["triangles", ...changed], lost };
}
