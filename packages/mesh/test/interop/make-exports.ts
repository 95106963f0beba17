import draco3d from "draco3d";
import { convertModel } from "../../src/convert/convert.ts";
import type { HonestyCard } from "../../src/convert/honesty-card.ts";
import { planExport } from "../../src/convert/plan-export.ts";
import { scaleOf } from "../../src/convert/real-size.ts";
import type { Model } from "../../src/model.ts";
import { readGlb } from "../../src/read/read-glb.ts";
import type { FormatName } from "../../src/write/format.ts";
import { formatOf } from "../../src/write/formats.ts";
import { resolveWriteOptions } from "../../src/write/write-options.ts";
import { collectBytes } from "../../src/write-model.ts";
import { measureSurface } from "../measure-surface.ts";
import { sharpCodec } from "../../src/images/sharp-codec.ts";
import type { Expected } from "./compare-readings.ts";
import type { InteropModel } from "./interop-models.ts";

/** A file of a model, and what it must be, in metres, Y up. */
export interface Export {
  bytes: Uint8Array;
  card: HonestyCard;
  expected: Expected;
  /** The model as it was meant to be written, in its own size; `scale` makes metres of it. */
  model: Model;
  scale: number;
}

/** How wide all of them are made, so that a wrong unit shows; width, since nothing among them is flat there. */
export const SIZE = { axis: "width", value: 120, unit: "mm" } as const;

const draco = await draco3d.createDecoderModule();

export const readInterop = (glb: Uint8Array): Promise<Model> => readGlb(glb, { draco });

export async function makeExport(source: Model, format: FormatName, round?: InteropModel["round"]): Promise<Export> {
  const scale = scaleOf(source, SIZE);
  const { model } = await planExport(source, formatOf(format), resolveWriteOptions({ codec: sharpCodec, scale }, { ...formatOf(format), name: source.name }));
  const conversion = await convertModel(source, format, { realSize: SIZE, codec: sharpCodec });
  const bytes = await collectBytes(conversion.chunks);
  const { card } = conversion;
  // Of all formats STEP alone has what is truly round.
  const truth = format === "step" ? round : undefined;
  const measures = measureSurface(cornersOf(truth?.model() ?? model, scale));
  return { bytes, card, model, scale, expected: { ...measures, pieces: card.faces ?? card.triangles, ...(truth && { surfaces: truth.surfaces }) } };
}

export const cornersOf = ({ parts }: Model, scale = 1): Float64Array => {
  const corners = new Float64Array(parts.reduce((sum, { indices }) => sum + 3 * indices.length, 0));
  let at = 0;
  for (const { positions, indices } of parts) for (const vertex of indices) for (let axis = 0; axis < 3; axis++) corners[at++] = positions[3 * vertex + axis]! * scale;
  return corners;
};
