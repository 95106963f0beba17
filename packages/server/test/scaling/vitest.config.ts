import base from "../../../../vitest.config.ts";

const { projects: _projects, ...shared } = base.test ?? {};

/** With servers of their own, which are asked for by name. */
export default { ...base, test: { ...shared, include: ["packages/server/test/scaling/**/*.scaling.ts"], maxWorkers: 1, testTimeout: 240_000 } };
