/** Checks that any credit ledger can be run through, whatever the test runner: `@model-3d/server/ledger-conformance`. */
export { ledgerConformanceChecks } from "./ledger-conformance-checks.ts";
export type { LedgerCheck, LedgerCheckOutcome } from "./ledger-check.ts";
export type { LedgerHook, LedgerUnderTest } from "./ledger-under-test.ts";
