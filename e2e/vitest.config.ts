import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig } from "vitest/config";
import base from "../vitest.config.ts";

const merged = mergeConfig(base, defineConfig({ test: { maxWorkers: 2, testTimeout: 600_000, hookTimeout: 180_000 } }));

export default { ...merged, test: { ...merged.test, projects: undefined, root: fileURLToPath(new URL("..", import.meta.url)), include: ["e2e/**/*.e2e.ts"] } };
