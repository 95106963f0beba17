import base from "../vitest.config.ts";

/** One after the other: one of them tells its times. */
export default { ...base, test: { ...base.test, include: ["e2e/packages/**/*.packages.ts"], globalSetup: ["e2e/packages/pack-packages.ts"], maxWorkers: 1, testTimeout: 600_000, hookTimeout: 600_000 } };
