import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";
import { LARGE_SIDE, makeGridGlb } from "./make-grid-glb.ts";
import { bundleProgram, measureProcess, type ProcessFigures } from "./measure-process.ts";

/** 399,618 triangles. */
const SIDE = 447;
const ROUNDS = 7;
const GOALS = { stl: 8, obj: 5 } as const;
const MEMORY_GOAL = 0.5;
const MEMORY_ROUNDS = 3;

const directory = await mkdtemp(join(tmpdir(), "model-3d-mesh-bench-"));
const converter = await bundleProgram("convert-file.ts", directory);
const measure = (command: string, ...args: string[]) => measureProcess(command, args, join(directory, "compiled"));
const ours = (from: string, to: string, ...how: string[]) => measure(process.execPath, converter, from, to, ...how);
const valuesOf = (figures: readonly ProcessFigures[], key: keyof ProcessFigures) => figures.map((figure) => figure[key]);

try {
  const glb = join(directory, "grid.glb");
  await writeFile(glb, makeGridGlb(SIDE));
  if (!existsSync("/usr/bin/assimp")) console.log("assimp is not here, so there is nothing to compare with; apt-get install assimp-utils brings it.");
  else {
    const CASES = [["stl", "STL", [], []], ["stl", "STL, both binary", [], ["-fstlb"]], ["obj", "OBJ, both as plain files", ["plain"], []], ["obj", "OBJ, ours as a ZIP", [], []]] as const;
    for (const [format, what, how, options] of CASES) {
      const [a, b] = [join(directory, `ours.${format}`), join(directory, `assimp.${format}`)];
      const measured = await measureInTurn(ROUNDS, () => ours(glb, a, ...how), () => measure("assimp", "export", glb, b, ...options));
      if ((await stat(b)).size < 1_000_000) throw new Error("assimp has written nothing.");
      const faster = (key: "ms" | "cpuMs") => describeRatio(valuesOf(measured.other, key), valuesOf(measured.ours, key), { of: "assimp's", goal: GOALS[format] });
      const both = (key: keyof ProcessFigures) => `${Math.round(median(valuesOf(measured.ours, key)))} against ${Math.round(median(valuesOf(measured.other, key)))}`;
      console.log(`GLB to ${what}, ${2 * SIDE ** 2} triangles, speed of a whole process: ${faster("ms")}; ${both("ms")} ms`);
      console.log(`by the processor's time: ${faster("cpuMs")}; ${both("cpuMs")} ms`);
      console.log(`memory at its highest: ${describeRatio(valuesOf(measured.ours, "peakMb"), valuesOf(measured.other, "peakMb"), { of: "assimp's", goal: MEMORY_GOAL })}; ${both("peakMb")} MB`);
    }
  }
  const large = join(directory, "large.glb");
  await writeFile(large, makeGridGlb(LARGE_SIDE));
  for (const format of ["stl", "obj"] as const) {
    const added: string[] = [];
    for (const [side, from] of [[SIDE, glb], [LARGE_SIDE, large]] as const) {
      const measured = await measureInTurn(MEMORY_ROUNDS, () => ours(from, join(directory, `flat.${format}`), "plain"), () => ours(from, ""));
      const [written, read] = [measured.ours, measured.other].map((figures) => median(valuesOf(figures, "peakMb")));
      added.push(`${Math.round(written! - read!)} MB at ${2 * side ** 2} triangles (${Math.round(written!)} against ${Math.round(read!)} MB)`);
    }
    console.log(`what writing ${format.toUpperCase()} adds to the memory of a process that only reads the GLB: ${added.join(", ")}`);
  }
  const mended = await ours(glb, join(directory, "mended.stl"), "mended");
  console.log(`the same to STL with a look at whether it is closed, and what can be mended: ${Math.round(mended.ms)} ms, ${Math.round(mended.cpuMs)} ms of the processor, ${Math.round(mended.peakMb)} MB`);
} finally {
  await rm(directory, { recursive: true, force: true });
}
