/** Checks that any provider can be run through, whatever the test runner: `@model-3d/server/provider-conformance`. */
export { conformanceChecks } from "./conformance-checks.ts";
export type { ConformanceCheck, ConformanceOutcome } from "./conformance-check.ts";
export { createSamplePhotos } from "./create-sample-photos.ts";
export type { ConformanceHook, ProviderUnderTest, WebhookUnderTest } from "./provider-under-test.ts";
