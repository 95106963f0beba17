import { MeshError } from "../mesh-error.ts";
import type { Format, FormatName, FormatOption } from "./format.ts";
import { threeMf } from "./write-3mf.ts";
import { dxf } from "./write-dxf.ts";
import { fbx } from "./write-fbx.ts";
import { glb, gltf } from "./write-gltf.ts";
import type { Model } from "../model.ts";
import { piecesOnce } from "./pieces-once.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";
import { obj } from "./write-obj.ts";
import { ply } from "./write-ply.ts";
import { step } from "./write-step.ts";
import { stl } from "./write-stl.ts";
import { usdz } from "./write-usdz.ts";

/** Every format that is written here, by its name. */
export const FORMATS: Readonly<Record<FormatName, Format>> = { "3mf": once(threeMf), dxf: once(dxf), fbx: once(fbx), glb: once(glb), gltf: once(gltf), obj: once(obj), ply: once(ply), step: once(step), stl: once(stl), usdz: once(usdz) };

/** All options that only some formats take. */
export const FORMAT_OPTIONS: readonly FormatOption[] = ["unit", "upAxis", "maxFaces", "excessFaces", "tessellated", "dxf", "textures"];

/** As it is for whoever takes what it writes: what aborts a signal has its turn between the pieces, and nobody finds none where they were taken. */
function once(format: Format): Format {
  return {
    ...format,
    write: (model, options) => piecesOnce(format.write(model, options), options.signal),
    ...(format.plan && {
      plan: async (model: Model, options: ResolvedWriteOptions) => {
        const plan = await format.plan!(model, options);
        return { ...plan, write: () => piecesOnce(plan.write(), options.signal) };
      },
    }),
  };
}

/** A format by its name. @throws MeshError `option` for one that there is not. */
export function formatOf(name: FormatName): Format {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format) return format;
  throw new MeshError("option", `There is no format "${String(name)}"; there are ${Object.keys(FORMATS).join(", ")}.`);
}
