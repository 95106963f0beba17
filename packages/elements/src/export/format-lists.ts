import type { ExportFormat, LengthUnit } from "@model-3d/contract";

/** As the contract has them; its own lists would bring its schemas into the page. */
export const EXPORT_FORMATS = ["glb", "gltf", "obj", "stl", "ply", "3mf", "fbx", "usdz", "dxf", "step"] as const satisfies readonly ExportFormat[];
export const LENGTH_UNITS = ["mm", "cm", "m", "in"] as const satisfies readonly LengthUnit[];
