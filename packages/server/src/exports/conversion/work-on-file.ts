import { readFile, writeFile } from "node:fs/promises";
import { enclosesNothing, inspectModel, judgeFormats, optimizeGlb, readGlb, renderThumbnail, renderTurntable } from "@model-3d/mesh";
import { loadDraco } from "@model-3d/mesh/draco";
import { sharpCodec } from "@model-3d/mesh/sharp";
import { validateBytes } from "gltf-validator";
import { convertFile } from "./convert-file.ts";
import { matchFile } from "./match-file.ts";
import type { FileResults, FileTask, DrawingTask, MeasurementTask, OptimizationTask, TurntableTask } from "./conversion-messages.ts";

/** Does one task in the thread that calls it. @throws InvalidGlbError, MeshError, or what the disk says. */
export function workOnFile(task: FileTask, onProgress: (share: number) => void): Promise<FileResults[FileTask["kind"]]> {
  switch (task.kind) {
    case "convert":
      return convertFile(task, onProgress);
    case "optimize":
      return optimizeFile(task, onProgress);
    case "measure":
      return measureFile(task);
    case "draw":
      return drawFile(task, onProgress);
    case "turntable":
      return drawTurntable(task, onProgress);
    case "match":
      return matchFile(task);
  }
}

async function optimizeFile({ source, target, preset, limits }: OptimizationTask, onProgress: (share: number) => void): Promise<FileResults["optimize"]> {
  const { bytes, before, after } = await optimizeGlb(await readFile(source), { preset, codec: sharpCodec, draco: loadDraco, limits, onProgress });
  const isLighter = after.bytes < before.bytes;
  if (isLighter) await writeFile(target, bytes, { flag: "wx", mode: 0o600 });
  return { isLighter };
}

const PICTURE = { type: "image/webp", pixels: 512, quality: 85 } as const;

async function drawFile({ source, target, limits }: DrawingTask, onProgress: (share: number) => void): Promise<null> {
  const model = await readGlb(await readFile(source), { limits, draco: loadDraco });
  const picture = await renderThumbnail(model, { width: PICTURE.pixels, height: PICTURE.pixels, codec: sharpCodec, onProgress });
  await writeFile(target, await sharpCodec.encode(picture, PICTURE.type, { quality: PICTURE.quality }), { flag: "wx", mode: 0o600 });
  return null;
}

async function drawTurntable({ source, target, limits }: TurntableTask, onProgress: (share: number) => void): Promise<FileResults["turntable"]> {
  const model = await readGlb(await readFile(source), { limits, draco: loadDraco });
  const { sprite, ...layout } = await renderTurntable(model, { codec: sharpCodec, onProgress });
  await writeFile(target, await sharpCodec.encode(sprite, PICTURE.type, { quality: PICTURE.quality }), { flag: "wx", mode: 0o600 });
  return layout;
}

async function measureFile({ source, limits }: MeasurementTask): Promise<FileResults["measure"]> {
  const bytes = await readFile(source);
  const model = await readGlb(bytes, { limits, draco: loadDraco });
  const { triangles, vertices, parts, materials, textures, bounds, area, volume, isClosed, components, holes, flippedEdges, crowdedEdges, degenerateTriangles, duplicateTriangles, overlaps } = inspectModel(model);
  const { issues } = await validateBytes(bytes, { format: "glb", maxIssues: 1, writeTimestamp: false });
  return {
    judged: judgeFormats(model, sharpCodec),
    triangles,
    vertices,
    parts,
    materials: materials.length,
    textures: textures.map(({ type, width, height, bytes: size }) => ({ type, width, height, bytes: size })),
    bounds: { min: [...bounds.min], max: [...bounds.max] },
    area,
    volume,
    isClosed: isClosed && !enclosesNothing(model.parts),
    components,
    holes: holes.length,
    // Two points of three numbers each.
    flippedEdges: flippedEdges.length / 6,
    crowdedEdges: crowdedEdges.length / 6,
    degenerateTriangles,
    duplicateTriangles,
    // Three corners of three numbers each.
    crossingTriangles: overlaps.triangles.length / 9,
    validation: { errors: issues.numErrors, warnings: issues.numWarnings, infos: issues.numInfos, hints: issues.numHints },
  };
}
