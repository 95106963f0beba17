import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { SlowFirst } from "./scripts/slow-first.ts";

const conditions = ["model-3d-source", "node", "development|production"];

/** Left out of the quick round: what starts a Postgres, packs the packages, writes every format of every model, makes whole models and photos, or takes longest of the rest. */
const SLOW = [
  "packages/server/test/**",
  "packages/server/src/{authenticate,check,command,db,credits,models,events,providers,queue,rate-limits,start-up,webhooks}/**",
  "packages/server/src/database-clock.test.ts",
  "packages/server/src/host-events/host-event-*.test.ts",
  "packages/server/src/files/{copy-faulty-files,copy-model-files,file-service,inspect-image,proxied-file-repository,receive-source-image,resolve-input-images,unused-photos,validate-glb}.test.ts",
  "packages/generator/src/{build-shape,estimate-cameras,follow-rays,generate-model,hollow-out,match-model,match-shape,peel-columns,remove-fins,six-views}.test.ts",
  "packages/mesh/src/{checks/check-draco,convert/pictures,optimize/thin-out,write/step-rounds}.test.ts",
  "packages/mesh/test/interop/**",
  "packages/server/src/batches/{deal-items,take-next-item}.test.ts",
  "examples/**",
  "packages/generator/src/node/**",
  "packages/meshy-simulator/src/{command/command,models/create-photo-maker,random-faults}.test.ts",
  "packages/server/src/generations/claim-submission.test.ts",
  "packages/test-utils/**",
  "packages/elements/test/**",
  "scripts/**",
];
const isFast = process.env.MODEL_3D_TEST_FAST === "1";
const TESTS = ["packages/*/{src,test}/**/*.test.ts", "demo/**/*.test.ts", "examples/**/*.test.ts", "scripts/**/*.test.ts", "migrations/**/*.test.ts"];
/**
 * Many short files, of which loading the program is the longest part: they come one after another in the same processes, and have to leave
 * nothing behind. Two of `db` hear all that their process sends to a database, also what a test before them left when it failed.
 */
const TOGETHER = ["packages/{client,contract,mesh}/src/**/*.test.ts", "packages/server/src/*.test.ts", "packages/server/src/!(db)/**/*.test.ts", "packages/server/src/db/!(identity|prepared-reads).test.ts"];
const EXCLUDED = ["**/node_modules/**", "**/dist/**", "packages/elements/src/**", "packages/mesh/test/browser/**", ...(isFast ? SLOW : [])];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: "forks",
    // The tests wait for databases and for each other's answers a good part of their time: one more at once than there are cores.
    maxWorkers: availableParallelism() + 1,
    execArgv: ["--conditions=model-3d-source"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: SlowFirst },
    projects: [
      { extends: true, test: { name: "alone", include: TESTS, exclude: [...EXCLUDED, ...TOGETHER] } },
      { extends: true, test: { name: "together", isolate: false, include: TOGETHER, exclude: EXCLUDED } },
    ],
  },
});
