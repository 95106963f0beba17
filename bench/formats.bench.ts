import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./in-turn.ts";
import { LARGE_SIDE, makeGridGlb } from "./make-grid-glb.ts";
import { bundleProgram, measureProcess, MOST_MS, type ProcessFigures } from "./measure-process.ts";

/** 20,000, 99,458, 299,538 and 4,999,122 triangles: a sheet, as no thing that was generated is larger in STEP and 3MF for its triangles. */
const SIDES = [100, 223, 387, LARGE_SIDE].filter((side) => 2 * side ** 2 <= Number(process.env.MODEL_3D_BENCH_TRIANGLES ?? Infinity));
const ROUNDS = 3;
const FORMATS = ["glb", "gltf", "obj", "stl", "ply", "3mf", "fbx", "usdz", "dxf", "step"] as const;

const directory = await mkdtemp(join(tmpdir(), "model-3d-formats-bench-"));
const door = await bundleProgram("convert-by-door.ts", directory);
const secondsOf = (ms: number) => (ms / 1000).toFixed(ms < 10_000 ? 2 : 1);
const middleOf = (rounds: readonly ProcessFigures[], key: keyof ProcessFigures) => median(rounds.map((figures) => figures[key]));

async function tell(glb: string, format: string, rounds: number): Promise<string> {
  const measured: ProcessFigures[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) measured.push(await measureProcess(process.execPath, [door, glb, join(directory, `door.${format}`), format], join(directory, "compiled")));
  } catch (error) {
    const text = String(error);
    return `${format} given up (${text.includes("with 124") ? `after ${MOST_MS / 1000} s` : (/(MeshError|RangeError)[^\n]{0,80}/.exec(text)?.[0] ?? text.slice(0, 60))})`;
  } finally {
    await rm(join(directory, `door.${format}`), { force: true });
  }
  return `${format} ${secondsOf(middleOf(measured, "ms"))} (${secondsOf(middleOf(measured, "cpuMs"))}) s, ${Math.round(middleOf(measured, "peakMb"))} MB`;
}

try {
  for (const side of SIDES) {
    // Not where one of the files is written, which goes once it was measured.
    const glb = join(directory, "sheet.glb");
    await writeFile(glb, makeGridGlb(side));
    const told: string[] = [];
    for (const format of FORMATS) told.push(await tell(glb, format, side === LARGE_SIDE ? 1 : ROUNDS));
    console.log(`${2 * side ** 2} triangles by convert with its defaults, a whole process each, in seconds (of the processor), and the most memory: ${told.join("; ")}`);
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
