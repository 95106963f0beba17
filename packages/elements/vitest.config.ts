import { defineConfig } from "vitest/config";

/** What is tested without a browser: the elements themselves are tested by web-test-runner. */
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], pool: "forks", testTimeout: 60_000 },
});
