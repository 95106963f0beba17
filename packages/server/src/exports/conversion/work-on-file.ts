import { readFile, writeFile } from "node:fs/promises";
import type { ModelReport } from "@model-3d/contract";
import { inspectModel, optimizeGlb, readGlb } from "@model-3d/mesh";
import { sharpCodec } from "@model-3d/mesh/sharp";
import { validateBytes } from "gltf-validator";
import { convertFile } from "./convert-file.ts";
import type { FileResults, FileTask, MeasurementTask, OptimizationTask } from "./conversion-messages.ts";

/** Does one task in the thread that calls it. @throws InvalidGlbError, MeshError, or what the disk says. */
export function workOnFile(task: FileTask, onProgress: (share: number) => void): Promise<FileResults[FileTask["kind"]]> {
  if (task.kind === "convert") return convertFile(task, onProgress);
  return task.kind === "optimize" ? optimizeFile(task, onProgress) : measureFile(task);
}

async function optimizeFile({ source, target, preset, limits }: OptimizationTask, onProgress: (share: number) => void): Promise<FileResults["optimize"]> {
  const { bytes, before, after } = await optimizeGlb(await readFile(source), { preset, codec: sharpCodec, limits, onProgress });
  const isLighter = after.bytes < before.bytes;
  if (isLighter) await writeFile(target, bytes, { flag: "wx", mode: 0o600 });
  return { isLighter };
}

async function measureFile({ source, limits }: MeasurementTask): Promise<ModelReport> {
  const bytes = await readFile(source);
  const model = await readGlb(bytes, { limits });
  const { triangles, vertices, parts, materials, textures, bounds, area, volume, isClosed, components, holes, flippedEdges, crowdedEdges, degenerateTriangles, duplicateTriangles } = inspectModel(model);
  const { issues } = await validateBytes(bytes, { format: "glb", maxIssues: 1, writeTimestamp: false });
  return {
    triangles,
    vertices,
    parts,
    materials: materials.length,
    textures: textures.map(({ type, width, height, bytes: size }) => ({ type, width, height, bytes: size })),
    bounds: { min: [...bounds.min], max: [...bounds.max] },
    area,
    volume,
    isClosed,
    components,
    holes: holes.length,
    // Two points of three numbers each.
    flippedEdges: flippedEdges.length / 6,
    crowdedEdges: crowdedEdges.length / 6,
    degenerateTriangles,
    duplicateTriangles,
    validation: { errors: issues.numErrors, warnings: issues.numWarnings, infos: issues.numInfos, hints: issues.numHints },
  };
}
