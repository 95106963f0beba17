import type { DatabaseKind } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { copyModelFiles } from "../copy-model-files.ts";
import { sweepProviderFiles } from "../sweep-provider-files.ts";
import { openCopyBench, type CopyBench } from "./copy-bench.ts";
import { startWithWholeFiles } from "./result-files.ts";

const DAY_MS = 24 * 3_600_000;
const NEVER = new AbortController().signal;

export interface CopyStage {
  /** There from the first test on, and as new before each. */
  readonly bench: CopyBench;
  copy(modelId: string): Promise<void>;
  sweep(fileLifeMs?: number | null): Promise<void>;
  answer(path: string, how: Parameters<CopyBench["server"]["answers"]["set"]>[1]): void;
  /** A model of one GLB. */
  glbModel(): Promise<string>;
}

/** A bench for the tests of a block, and what they do with it most. */
export function useCopyBench(kind: DatabaseKind): CopyStage {
  let bench: CopyBench;
  beforeAll(async () => {
    bench = await openCopyBench(kind);
  });
  afterAll(() => bench.close());
  beforeEach(() => startWithWholeFiles(bench));
  return {
    get bench() {
      return bench;
    },
    copy: (modelId) => copyModelFiles(bench.context, modelId, NEVER),
    sweep: (fileLifeMs = 3 * DAY_MS) => sweepProviderFiles({ ...bench.context, providers: { all: [{ name: "meshy", capabilities: { fileLifeMs } }] } }, NEVER),
    answer: (path, how) => void bench.server.answers.set(path, how),
    glbModel: () => bench.makeModel([bench.remote("glb", "model.glb")]),
  };
}
