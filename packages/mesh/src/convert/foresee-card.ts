import type { ImageCodec } from "../images/image-codec.ts";
import type { Bounds, Model } from "../model.ts";
import { FORMAT_NAMES, type Aspect, type FormatName, type Kept } from "../write/format.ts";
import { formatOf } from "../write/formats.ts";
import { judgeWhole } from "../write/judge-by-table.ts";
import { PER_METRE, resolveWriteOptions, WRITE_DEFAULTS } from "../write/write-options.ts";
import { farOffOf, noteFarOff } from "./far-off.ts";
import { addCrossing, type CardNote } from "./note-card.ts";
import type { PresentedCard } from "./present-card.ts";
import type { RealSize } from "./real-size.ts";

/** What each format keeps, changes and loses of a model where nothing is chosen. Plain data. */
export type JudgedFormats = { [Name in FormatName]: { kept: Aspect[]; changed: Aspect[]; lost: Aspect[] } };

/** Looks at the model once for all formats, and writes none. A GLB and a glTF are taken as `convert` gives them: the file itself, with all that it has. */
export function judgeFormats(model: Model, codec: ImageCodec): JudgedFormats {
  const judge = (name: FormatName): Kept => {
    const format = formatOf(name);
    return (name === "glb" || name === "gltf" ? judgeWhole : format.judge)(model, resolveWriteOptions({ codec }, { ...format, name: model.name }));
  };
  return Object.fromEntries(FORMAT_NAMES.map((name) => {
    const { kept, changed, lost } = judge(name);
    return [name, { kept: [...kept], changed: [...changed], lost: [...lost] }];
  })) as JudgedFormats; // prettier-ignore
}

/** What was found of a model, in metres. */
export interface FoundModel {
  triangles: number;
  bounds: Bounds;
  isClosed: boolean;
  /** How many go through others, where somebody has looked. */
  crossingTriangles?: number | undefined;
}

/** What only making the file tells is null. */
type Unforeseen = "dimensions" | "faces" | "isClosed" | "bytes";
export type ForeseenCard = { [Key in keyof PresentedCard]: Key extends Unforeseen ? PresentedCard[Key] | null : PresentedCard[Key] };

/** The card of a file that is not made yet, where nothing is chosen but the size. */
export function foreseeCard(name: FormatName, { kept, changed, lost }: JudgedFormats[FormatName], { triangles, bounds, isClosed, crossingTriangles }: FoundModel, realSize: RealSize | null): ForeseenCard {
  const { unit, upAxis, isForSolids } = formatOf(name);
  const [width, height, depth] = ([0, 1, 2] as const).map((axis) => bounds.max[axis] - bounds.min[axis]) as [number, number, number];
  const scale = realSize ? realSize.value / PER_METRE[realSize.unit] / { width, height, depth }[realSize.axis] : 1;
  const perMetre = scale * PER_METRE[unit];
  const farOff = name === "glb" || name === "gltf" ? null : farOffOf(bounds, perMetre);
  const isMended = isForSolids && !isClosed;
  const isOther = isMended && !changed.includes("triangles");
  return {
    originalBy: null,
    kept: isOther ? kept.filter((aspect) => aspect !== "triangles") : [...kept],
    changed: isOther ? ["triangles", ...changed] : [...changed],
    lost: [...lost],
    unit,
    upAxis,
    dimensions: Number.isFinite(scale) ? { width: width * perMetre, height: height * perMetre, depth: depth * perMetre } : null,
    isRealSize: realSize !== null,
    // Those in one plane become one.
    faces: name === "step" || isMended ? null : triangles,
    trianglesBefore: triangles,
    isClosed: isMended ? null : isClosed,
    bytes: null,
    notes: addCrossing([...foreseeNotes({ isSized: realSize !== null, farOff: farOff && noteFarOff(farOff, unit), isMended, isSimplified: name === "step" && triangles > WRITE_DEFAULTS.maxFaces })], name, { isClosed, crossingTriangles }),
  };
}

function* foreseeNotes({ isSized, farOff, isMended, isSimplified }: { isSized: boolean; farOff: CardNote | null; isMended: boolean; isSimplified: boolean }): Generator<CardNote> {
  if (!isSized) yield { code: "no_real_size", values: {}, message: "No real size is known: the model's own numbers are taken as metres." };
  if (farOff) yield farOff;
  if (isMended) yield { code: "to_be_mended", values: {}, message: "The surface is not closed: it is mended first, as far as that goes." };
  const { maxFaces } = WRITE_DEFAULTS;
  if (isSimplified) yield { code: "may_be_simplified", values: { maxFaces }, message: `Where more than ${maxFaces.toLocaleString("en")} faces are left once those in one plane are merged, the surface is simplified.` };
}
