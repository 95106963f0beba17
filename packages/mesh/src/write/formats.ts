import type { Format, FormatName } from "./format.ts";
import { threeMf } from "./write-3mf.ts";
import { dxf } from "./write-dxf.ts";
import { fbx } from "./write-fbx.ts";
import { glb, gltf } from "./write-gltf.ts";
import { obj } from "./write-obj.ts";
import { ply } from "./write-ply.ts";
import { step } from "./write-step.ts";
import { stl } from "./write-stl.ts";
import { usdz } from "./write-usdz.ts";

/** Every format that is written here, by its name. */
export const FORMATS: Readonly<Record<FormatName, Format>> = { "3mf": threeMf, dxf, fbx, glb, gltf, obj, ply, step, stl, usdz };
