import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { convert } from "../../src/convert/convert.ts";
import { scaleOf } from "../../src/convert/real-size.ts";
import type { FormatName } from "../../src/write/format.ts";
import { collectBytes } from "../../src/write-model.ts";
import { openMovingGlb, poseAt } from "../pose-in-three.ts";
import type { InteropModel } from "./interop-models.ts";
import { readInterop, SIZE } from "./make-exports.ts";
import { run } from "./programs/program.ts";
import { writeUnpacked } from "./write-unpacked.ts";

/** By the names of meshes: three numbers a corner, three corners a triangle. */
type Pose = Readonly<Record<string, readonly number[]>>;

export interface PosedFile {
  path: string;
  format: FormatName;
  seconds: readonly number[];
}

export interface PoseCheck {
  model: string;
  format: FormatName;
  seconds: readonly number[];
  /** By how much the farthest of all corners is off at any of the times, as a share of the model's longest side; not a number where it is not known. */
  off: number;
  /** What is not as it should be. */
  fault?: string;
}

/** Formats that have what moves, and what their poses are held to: what Blender makes of the original, or what three does. */
export const POSED_FORMATS = { glb: "Blender", gltf: "Blender", fbx: "three" } as const satisfies Partial<Record<FormatName, string>>;
/** Of the longest side. */
export const MOST_OFF = 1e-3;

/** Where all corners are at some times, Y up: as Blender has them, Z up. A file that it cannot read has none. */
function poseInBlender(files: readonly PosedFile[], folder: string): Map<string, Pose[]> {
  const [list, out] = [join(folder, "posed.json"), join(folder, "posed.jsonl")];
  writeFileSync(list, JSON.stringify(files));
  writeFileSync(out, "");
  run("blender", ["--background", "--factory-startup", "--python-use-system-env", "--python", fileURLToPath(new URL("programs/pose-in-blender.py", import.meta.url)), "--", list, out], { minutes: 10 });
  const lines = readFileSync(out, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as { path: string; poses?: Pose[] });
  const upright = (corners: readonly number[]) => corners.map((_, at) => (at % 3 === 0 ? corners[at]! : at % 3 === 1 ? corners[at + 1]! : -corners[at - 1]!));
  return new Map(lines.flatMap(({ path, poses }) => (poses ? [[path, poses.map((pose) => Object.fromEntries(Object.entries(pose).map(([name, corners]) => [name, upright(corners)])))]] : [])));
}

/** What moves in models, in every format that can have it: at each time every corner has to be where the original has it. */
export async function checkPoses(models: readonly InteropModel[], formats: readonly FormatName[], folder: string, pose: (files: readonly PosedFile[], folder: string) => Map<string, Pose[]> | Promise<Map<string, Pose[]>> = poseInBlender): Promise<PoseCheck[]> {
  const checks: { model: string; format: FormatName; path: string; original: string; seconds: readonly number[]; scale: number; longest: number; three: Pose[] }[] = [];
  const files: PosedFile[] = [];
  for (const { name, make, seconds = [] } of models) {
    if (seconds.length === 0) continue;
    const glb = await make();
    const original = join(folder, "posed", `${name}.glb`);
    mkdirSync(dirname(original), { recursive: true });
    writeFileSync(original, glb);
    files.push({ path: original, format: "glb", seconds });
    const moving = await openMovingGlb(glb);
    const three = seconds.map((time) => Object.fromEntries(poseAt(moving, 0, time)));
    const scale = scaleOf(await readInterop(glb), SIZE);
    for (const format of formats) {
      if (!(format in POSED_FORMATS)) continue;
      const path = writeUnpacked(join(folder, "posed"), name, format, await collectBytes((await convert(glb, format, { realSize: SIZE })).chunks));
      files.push({ path, format, seconds });
      checks.push({ model: name, format, path, original, seconds, scale, longest: longestOf(three[0]!), three });
    }
  }
  const posed = files.length > 0 ? await pose(files, folder) : new Map<string, Pose[]>();
  return checks.map(({ model, format, path, original, seconds, scale, longest, three }) => {
    const wanted = POSED_FORMATS[format as keyof typeof POSED_FORMATS] === "three" ? three : posed.get(original);
    const found = posed.get(path);
    const off = found && wanted ? Math.max(...wanted.map((one, at) => farthest(one, found[at] ?? {}, scale))) / longest : NaN;
    return { model, format, seconds, off, ...(!(off <= MOST_OFF) && { fault: Number.isNaN(off) ? "Blender does not say where its corners are" : `a corner is off by ${(100 * off).toPrecision(2)} % of its size` }) };
  });
}

/** In the original's numbers; not a number where a mesh is missing, or has other triangles. */
function farthest(wanted: Pose, found: Pose, scale: number): number {
  let most = 0;
  for (const [name, corners] of Object.entries(wanted)) {
    const own = found[name];
    if (own?.length !== corners.length) return NaN;
    for (let at = 0; at < corners.length; at += 3) most = Math.max(most, Math.hypot(own[at]! / scale - corners[at]!, own[at + 1]! / scale - corners[at + 1]!, own[at + 2]! / scale - corners[at + 2]!));
  }
  return most;
}

function longestOf(pose: Pose): number {
  const [min, max] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  for (const corners of Object.values(pose)) {
    corners.forEach((value, at) => {
      min[at % 3] = Math.min(min[at % 3]!, value);
      max[at % 3] = Math.max(max[at % 3]!, value);
    });
  }
  return Math.max(...max.map((value, axis) => value - min[axis]!));
}
