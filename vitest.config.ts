import { defineConfig } from "vitest/config";

const conditions = ["model-3d-source", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: "forks",
    execArgv: ["--conditions=model-3d-source"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    include: ["packages/*/{src,test}/**/*.test.ts", "demo/**/*.test.ts", "scripts/**/*.test.ts", "migrations/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "packages/elements/src/**"],
  },
});
