import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EXPORTS_DEFAULTS } from "../src/exports/exports-options.ts";
import { GLB_LIMITS } from "../src/files/glb/glb-limits.ts";
import { HOSTILE_MODELS, type HostileTask, type TakenFile } from "./hostile/taken-file.ts";

const DOORS_OF_A_FILE = 3;

/** Has a process take the files, and tells what came of each, and how it ended. */
async function takeFiles(task: Omit<HostileTask, "directory">): Promise<{ taken: TakenFile[]; exitCode: number | null }> {
  const directory = await mkdtemp(join(tmpdir(), "model-3d-hostile-"));
  const taken: TakenFile[] = [];
  const child = fork(fileURLToPath(new URL("hostile/take-files.ts", import.meta.url)), [JSON.stringify({ ...task, directory } satisfies HostileTask)], { execArgv: ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning"] });
  try {
    child.on("message", (file: TakenFile) => taken.push(file));
    const [exitCode] = (await once(child, "exit")) as [number | null];
    return { taken, exitCode };
  } finally {
    child.kill();
    await rm(directory, { recursive: true, force: true });
  }
}

/** `npm run hostile` takes the whole of them. */
const files = Number(process.env.MODEL_3D_MUTATIONS ?? 60);

describe("a GLB from somebody who means harm", () => {
  it(`is refused or done by the check and by the threads that make files, within their limits of time and memory, and the process lives (${files} changed ones)`, async () => {
    const { taken, exitCode } = await takeFiles({ files, seed: 13 });
    expect(taken.filter(({ outcome }) => outcome === "beyond the limits" || outcome === "broken")).toEqual([]);
    expect({ exitCode, answers: taken.length }).toEqual({ exitCode: 0, answers: DOORS_OF_A_FILE * files });
    for (const each of taken) {
      expect(each.milliseconds, `time: ${JSON.stringify(each)}`).toBeLessThan(each.door === "check" ? GLB_LIMITS.timeoutMs : EXPORTS_DEFAULTS.timeoutMs);
      // The limit is of one thread: here it holds all of the process, what reads and writes pictures among it, and over all files.
      expect(each.mostMb, `memory: ${JSON.stringify(each)}`).toBeLessThan(EXPORTS_DEFAULTS.maxMemoryMb);
    }
    for (const model of HOSTILE_MODELS) expect(new Set(taken.filter((each) => each.model === model).map(({ outcome }) => outcome)), model).toEqual(new Set(["done", "refused"]));
  }, 2 * EXPORTS_DEFAULTS.timeoutMs + 2_000 * files);
});
