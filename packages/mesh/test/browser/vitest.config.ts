import { fileURLToPath } from "node:url";
import { mergeConfig } from "vitest/config";
import base from "../../../../vitest.config.ts";

const merged = mergeConfig(base, { test: { maxWorkers: 2 } });

/** The page and the worker run beside one another, each in a browser of its own. */
export default { ...merged, test: { ...merged.test, projects: undefined, root: fileURLToPath(new URL("../../../..", import.meta.url)), include: ["packages/mesh/test/browser/*.test.ts"] } };
