import base from "../vitest.config.ts";

/** Compilers keep one core busy most of the time: two tests at once, of which none may be hurried by the other. */
export default { ...base, test: { ...base.test, include: ["e2e/examples/**/*.example.ts"], sequence: { ...base.test.sequence, concurrent: true }, maxConcurrency: 2, testTimeout: 600_000, hookTimeout: 600_000 } };
