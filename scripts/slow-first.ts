import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Test files that take longest, the longest first, by what was measured on two cores. */
const SLOW_FILES = [
  "packages/server/test/external-ledger.test.ts",
  "packages/server/src/check/check.test.ts",
  "packages/server/test/kill-at-statement.test.ts",
  "packages/server/test/task-news.test.ts",
  "scripts/packages.test.ts",
  "packages/server/test/credits-walk.test.ts",
  "scripts/lint-rules.test.ts",
  "packages/server/src/db/migrate.test.ts",
  "packages/server/test/limits-and-deletions.test.ts",
  "packages/server/src/db/host-policies.test.ts",
  "packages/server/test/lost-connections.test.ts",
  "packages/server/test/service-tasks.test.ts",
  "packages/server/test/hosts.test.ts",
  "packages/server/test/doubted-news.test.ts",
  "packages/server/test/cross-site.test.ts",
  "packages/server/test/handed-back.test.ts",
  "packages/server/test/silent-service.test.ts",
  "packages/server/src/files/copy-model-files.test.ts",
  "packages/server/test/check-at-work.test.ts",
  "packages/server/src/check/check-files.test.ts",
  "e2e/meshy-walk.e2e.ts",
  "e2e/design-openings.e2e.ts",
  "e2e/viewer.e2e.ts",
  "e2e/keyboard.e2e.ts",
  "e2e/walk.e2e.ts",
  "e2e/start-up.e2e.ts",
  "e2e/crash.e2e.ts",
  "e2e/storm.e2e.ts",
  "e2e/collections.e2e.ts",
  "e2e/restarts.e2e.ts",
];

/** A slow file that begins last would end alone, with the other workers idle. On a tree that was never tested, the runner has only the sizes of the files to go by. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = SLOW_FILES.findIndex((file) => moduleId.endsWith(`/${file}`));
      return found < 0 ? SLOW_FILES.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
