import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";
import { makeGridGlb } from "./make-grid-glb.ts";

/** 399,618 triangles. */
const SIDE = 447;
const ROUNDS = 5;
const LARGE_SIDE = 1581;
/** 20,000, 99,458, 299,538 and 4,999,122 triangles: a sheet, as no thing that was generated is larger in STEP and 3MF for its triangles. */
const DOOR_SIDES = [100, 223, 387, LARGE_SIDE].filter((side) => 2 * side ** 2 <= Number(process.env.MODEL_3D_BENCH_TRIANGLES ?? Infinity));
const DOOR_ROUNDS = 3;
const FORMATS = ["glb", "gltf", "obj", "stl", "ply", "3mf", "fbx", "usdz", "dxf", "step"] as const;
/** What takes longer is given up, and that is said. */
const MOST_MS = 240_000;
const GOALS = { stl: 8, obj: 5 } as const;
const MEMORY_GOAL = 0.5;

interface Figures {
  ms: number;
  peakMb: number;
}

const directory = await mkdtemp(join(tmpdir(), "model-3d-mesh-bench-"));
/** One file of JavaScript, as an installed package is: what it takes to strip types is no part of a conversion. */
const converter = join(directory, "convert-file.mjs");
const door = join(directory, "convert-by-door.mjs");
for (const [entry, outfile] of [["convert-file.ts", converter], ["convert-by-door.ts", door]] as const) {
  await build({ entryPoints: [join(import.meta.dirname, entry)], outfile, bundle: true, platform: "node", format: "esm", conditions: ["model-3d-source"], logLevel: "error" });
}

/** A whole process, from its start to its end, and the most memory that it had. */
function measure(command: string, args: readonly string[]): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    // As the command `model-3d` does: what is compiled once is kept.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(directory, "compiled") };
    const child = spawn("/usr/bin/time", ["-f", "peak %M", "timeout", String(MOST_MS / 1000), command, ...args], { stdio: ["ignore", "ignore", "pipe"], env });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      const peak = /peak (\d+)/.exec(said)?.[1];
      if (code === 0 && peak) resolve({ ms: performance.now() - started, peakMb: Number(peak) / 1024 });
      else reject(new Error(`${command} ended with ${code}: ${said.slice(-300)}`));
    });
  });
}

const ours = (from: string, to: string, ...how: string[]) => measure(process.execPath, [converter, from, to, ...how]);
const medianOf = (figures: readonly Figures[], key: keyof Figures) => median(figures.map((figure) => figure[key]));

try {
  const glb = join(directory, "grid.glb");
  await writeFile(glb, makeGridGlb(SIDE));
  if (!existsSync("/usr/bin/assimp")) console.log("assimp is not here, so there is nothing to compare with; apt-get install assimp-utils brings it.");
  else {
    for (const [format, what, options] of [["stl", "STL", []], ["stl", "STL, both binary", ["-fstlb"]], ["obj", "OBJ", []]] as const) {
      const [a, b] = [join(directory, `ours.${format}`), join(directory, `assimp.${format}`)];
      const measured = await measureInTurn(ROUNDS, () => ours(glb, a), () => measure("assimp", ["export", glb, b, ...options]));
      if ((await stat(b)).size < 1_000_000) throw new Error("assimp has written nothing.");
      const times = [measured.other, measured.ours].map((all) => all.map(({ ms }) => ms)) as [number[], number[]];
      console.log(`GLB to ${what}, ${2 * SIDE ** 2} triangles, speed of a whole process: ${describeRatio(times[0], times[1], { of: "assimp's", goal: GOALS[format] })}; ${Math.round(medianOf(measured.ours, "ms"))} ms against ${Math.round(medianOf(measured.other, "ms"))} ms`);
      const peaks = [measured.ours, measured.other].map((all) => all.map(({ peakMb }) => peakMb)) as [number[], number[]];
      console.log(`memory at its highest: ${describeRatio(peaks[0], peaks[1], { of: "assimp's", goal: MEMORY_GOAL })}; ${Math.round(median(peaks[0]))} MB against ${Math.round(median(peaks[1]))} MB`);
    }
  }
  const mended = await ours(glb, join(directory, "mended.stl"), "mended");
  console.log(`the same to STL with a look at whether it is closed, and what can be mended: ${Math.round(mended.ms)} ms, ${Math.round(mended.peakMb)} MB`);
  const large = join(directory, "large.glb");
  await writeFile(large, makeGridGlb(LARGE_SIDE));
  const bytes = (await stat(large)).size;
  for (const format of ["stl", "obj"]) {
    const { ms, peakMb } = await ours(large, join(directory, `large.${format}`));
    console.log(`GLB of ${2 * LARGE_SIDE ** 2} triangles, ${Math.round(bytes / 1e6)} MB, to ${format.toUpperCase()}: ${(ms / 1000).toFixed(1)} s, ${Math.round(peakMb)} MB at its highest`);
  }
  for (const side of DOOR_SIDES) {
    const given = join(directory, "door.glb");
    await writeFile(given, makeGridGlb(side));
    const told: string[] = [];
    for (const format of FORMATS) {
      const rounds: Figures[] = [];
      for (let round = 0; round < (side === LARGE_SIDE ? 1 : DOOR_ROUNDS); round += 1) {
        const figures = await measure(process.execPath, [door, given, join(directory, `door.${format}`), format]).catch((error: unknown) => String(error));
        if (typeof figures !== "string") rounds.push(figures);
        else if (round === 0) told.push(`${format} given up (${figures.includes("124") ? `after ${MOST_MS / 1000} s` : (/(MeshError|RangeError)[^\n]{0,80}/.exec(figures)?.[0] ?? figures.slice(0, 60))})`);
        if (typeof figures === "string") break;
      }
      if (rounds.length > 0) told.push(`${format} ${Math.round(medianOf(rounds, "ms"))} ms, ${Math.round(medianOf(rounds, "peakMb"))} MB`);
    }
    console.log(`${2 * side ** 2} triangles by convert with its defaults, a whole process each, and the most memory: ${told.join("; ")}`);
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
