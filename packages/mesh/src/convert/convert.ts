import { Breath } from "../breath.ts";
import { MeshError } from "../mesh-error.ts";
import { boundsOf, type Model } from "../model.ts";
import { exactDimensionsOf } from "../read/exact-dimensions.ts";
import { refuseUnknown } from "../refuse-unknown.ts";
import { openGlb, type OpenedGlb } from "../read/open-glb.ts";
import { collectModel, type ReadGlbOptions } from "../read/read-glb.ts";
import { closednessOf, type Closedness } from "../topology/closedness.ts";
import { enclosesNothing } from "../topology/encloses-nothing.ts";
import type { Format, FormatName, FormatOption } from "../write/format.ts";
import { FORMAT_OPTIONS, formatOf } from "../write/formats.ts";
import { judgeReadable } from "../write/judge-readable.ts";
import { withoutUnreadable } from "../write/without-unreadable.ts";
import { piecesOnce } from "../write/pieces-once.ts";
import { resolveWriteOptions, WRITE_OPTIONS, type ResolvedWriteOptions, type WriteOptions } from "../write/write-options.ts";
import { farOffOf } from "./far-off.ts";
import { makeHonestyCard, type CardContext, type HonestyCard } from "./honesty-card.ts";
import { planExport, type ExportPlan } from "./plan-export.ts";
import { isRewritten, planRewrite } from "./plan-rewrite.ts";
import { dimensionsOf, scaleOf, type RealSize } from "./real-size.ts";

export interface ConvertModelOptions extends WriteOptions {
  /** One known dimension of the real thing, which gives `scale`. Not beside a `scale`. */
  realSize?: RealSize;
}

export interface ConvertOptions extends ConvertModelOptions, Pick<ReadGlbOptions, "limits" | "draco"> {}

/** A file on its way. */
export interface Conversion {
  /** There before the first piece; once the last one is taken, it also knows how many bytes there were. */
  readonly card: HonestyCard;
  /** Of the file, with the dot left out: a format of several files is a ZIP. */
  readonly extension: string;
  readonly mediaType: string;
  /** The file, in pieces as they are made. Once: whoever goes through them a second time is told so by a TypeError. */
  readonly chunks: AsyncGenerator<Uint8Array>;
}

/** Reading is this share of the work. */
const READ = 0.1;

/**
 * The one door from a GLB to a file of another format: reads it, gives it its real size, makes what the format can have of it, and writes that; says
 * what became of it before the first byte is there. The server, the command and the page go through it. A GLB or glTF is the file itself, larger or
 * smaller by a node above its scenes: animations, skins, morph targets, lamps, cameras, extensions and `extras` are in it as they were.
 *
 * @example
 * const { card, chunks } = await convert(bytes, "step", { realSize: { axis: "height", value: 120, unit: "mm" } });
 * console.log(card.dimensions.height, card.unit, card.lost);
 * for await (const chunk of chunks) file.write(chunk);
 * @throws InvalidGlbError for a file that cannot be read; MeshError for a model that cannot be written so, and for an option that cannot be or that the
 * format does not take; the signal's reason.
 */
export async function convert(bytes: Uint8Array, format: FormatName, given: ConvertOptions = {}): Promise<Conversion> {
  refuseUnknown<ConvertOptions>(given, { ...WRITE_OPTIONS, realSize: true, limits: true, draco: true });
  const { limits, draco, ...options } = given;
  const { name, signal, onProgress } = options;
  const { realSize: _, ...written } = options;
  resolveFor(formatOf(format), written, name ?? "");
  const opened = await openGlb(bytes, { ...(limits && { limits }), ...(signal && { signal }), draco });
  const breath = new Breath(signal);
  const model = collectModel(opened, name);
  await breath.take();
  onProgress?.(READ);
  // Of any other format the file and its document are done with, and are let go of: of millions of triangles they are half of what is held.
  const source = isOfGltf(format) ? opened : null;
  return convertOpened(model, source, format, { ...options, ...(onProgress && { onProgress: (share: number) => onProgress(READ + share * (1 - READ)) }) });
}

const isOfGltf = (name: FormatName): boolean => name === "glb" || name === "gltf";

/** {@link convert} of a model that is read already. */
export function convertModel(model: Model, name: FormatName, options: ConvertModelOptions = {}): Promise<Conversion> {
  return convertOpened(model, null, name, options);
}

async function convertOpened(model: Model, opened: OpenedGlb | null, name: FormatName, { realSize, ...given }: ConvertModelOptions): Promise<Conversion> {
  const format = formatOf(name);
  if (realSize && given.scale !== undefined) throw new MeshError("option", "Give realSize or scale, not both: each says how large the model is.");
  const chosen = resolveFor(format, given, model.name);
  // Only the file itself has its nodes' own places: whatever else is written has those of the model, as exact as they are.
  const measured = opened && isRewritten(opened, format, chosen) && farOffOf(boundsOf(model), 1) ? exactDimensionsOf(opened.document.getRoot()) : dimensionsOf(model);
  const options = realSize ? { ...chosen, scale: scaleOf(model, realSize, measured) } : chosen;
  if (options.textures && format.needsCommonImages) return convertReadable(model, format, options, realSize !== undefined);
  const rewrite = opened && planRewrite(opened, model, format, options);
  const plan = rewrite?.plan ?? (await planExport(model, format, options));
  return begin(model, rewrite ? { ...format, judge: rewrite.judge } : format, plan, { ...options, isRealSize: realSize !== undefined, ...(rewrite && { dropped: rewrite.dropped, measured }) });
}

/** To a format that takes few kinds of pictures: without those that cannot be made of such a kind. */
async function convertReadable(model: Model, format: Format, options: ResolvedWriteOptions, isRealSize: boolean): Promise<Conversion> {
  const { model: readable, codec, unreadable } = await withoutUnreadable(model, options);
  const resolved = { ...options, codec };
  return begin(model, { ...format, judge: judgeReadable(format, readable) }, await planExport(readable, format, resolved), { ...resolved, isRealSize, unreadableTextures: unreadable });
}

function begin(model: Model, format: Format, plan: ExportPlan, options: ResolvedWriteOptions & CardContext): Conversion {
  const closed = judge(plan);
  const card = makeHonestyCard(model, format, { ...plan, closed }, options);
  let bytes: number | null = null;
  async function* counted() {
    let sum = 0;
    for await (const chunk of plan.write()) {
      sum += chunk.length;
      yield chunk;
    }
    bytes = sum;
  }
  return {
    get card() {
      return { ...card, bytes };
    },
    extension: format.extension,
    mediaType: format.mediaType,
    chunks: piecesOnce(counted()),
  };
}

function judge({ model, closed, openEdges = 0 }: ExportPlan): Closedness {
  const judged = closed ?? closednessOf(model.parts);
  if (!judged.isClosed) return judged;
  return { ...judged, isClosed: openEdges === 0 && !enclosesNothing(model.parts), openEdges };
}

/** What an export of the model would be, without writing it: the card that {@link convertModel} gives, its bytes not known. @throws as that. */
export async function describeConversion(model: Model, format: FormatName, options: ConvertModelOptions = {}): Promise<HonestyCard> {
  return (await convertModel(model, format, options)).card;
}

/** The options in full. @throws MeshError `option`, naming the one that cannot be so, or that the format does not take. */
function resolveFor(format: Format, options: WriteOptions, name: string) {
  const stranger = FORMAT_OPTIONS.find((option: FormatOption) => options[option] !== undefined && !format.takes.includes(option));
  if (stranger) throw new MeshError("option", `${format.name} does not take ${stranger}; it takes ${format.takes.join(", ") || "no such option"}.`);
  return resolveWriteOptions(options, { unit: format.unit, upAxis: format.upAxis, name });
}
