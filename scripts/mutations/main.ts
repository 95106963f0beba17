// Takes one guard away at a time and looks whether a test goes red; ends with 1 if one does not.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { applyMutation } from "./apply-mutation.ts";
import { copyTree } from "./copy-tree.ts";
import type { Mutation } from "./mutation.ts";
import { MUTATIONS } from "./mutations.ts";

const ROOT = join(import.meta.dirname, "../..");
const { values } = parseArgs({ options: { only: { type: "string" }, after: { type: "string" }, commit: { type: "string" } } });
const { only = "", after, commit } = values;
const start = after === undefined ? 0 : MUTATIONS.findIndex(({ name }) => name.includes(after)) + 1;
if (after !== undefined && start === 0) throw new Error(`No mutation has "${after}" in its name.`);
const chosen = MUTATIONS.slice(start).filter(({ name }) => name.includes(only));
if (chosen.length === 0) throw new Error(`No mutation has "${only}" in its name.`);

const copy = copyTree(ROOT, commit);
const stop = () => rmSync(copy, { recursive: true, force: true });
process.on("exit", stop);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

interface TestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

/** Which of the tests fail, by name; null where nothing ran at all. When `untilRed`, the first that fails ends them: a guard that is away may let each of the others wait for its limit. */
function runTests(files: readonly string[], untilRed: boolean): { failed: string[]; passed: number } | null {
  const report = join(copy, "report.json");
  rmSync(report, { force: true });
  spawnSync(process.execPath, [join(copy, "node_modules/vitest/vitest.mjs"), "run", "--root", copy, "--reporter=json", `--outputFile=${report}`, "--retry=0", ...(untilRed ? ["--bail=1"] : []), ...files], { cwd: copy, stdio: "ignore" });
  try {
    const { testResults, numPassedTests } = JSON.parse(readFileSync(report, "utf8")) as TestReport;
    const failed = testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName));
    return { failed, passed: numPassedTests };
  } catch {
    return null;
  }
}

type Verdict = { state: "killed" | "SURVIVED" | "broken"; detail: string };

function judge(mutation: Mutation): Verdict {
  const path = join(copy, mutation.file);
  const source = readFileSync(path, "utf8");
  try {
    writeFileSync(path, applyMutation(source, mutation));
    const result = runTests(mutation.tests, red.size === 0);
    if (result === null) return { state: "broken", detail: "no test ran: the mutation does not fit its file" };
    const caught = result.failed.filter((name) => !red.has(name));
    if (caught.length > 0) return { state: "killed", detail: `${caught.length} red, such as: ${caught[0]}` };
    return result.passed === 0 ? { state: "broken", detail: "no test ran to its end" } : { state: "SURVIVED", detail: `${result.passed} tests are green without it` };
  } catch (error) {
    return { state: "broken", detail: error instanceof Error ? error.message : String(error) };
  } finally {
    writeFileSync(path, source);
  }
}

console.log("Without a mutation …");
const before = runTests([...new Set(chosen.flatMap(({ tests }) => tests))], false);
const red = new Set(before?.failed ?? []);
console.log(before === null ? "The tests do not run." : `${before.passed} tests green${red.size > 0 ? `, red before anything was changed: ${[...red].join("; ")}` : ""}`);
if (before === null || before.passed === 0) process.exit(1);

let killed = 0;
for (const mutation of chosen) {
  const started = performance.now();
  const { state, detail } = judge(mutation);
  if (state === "killed") killed += 1;
  console.log(`${state.padEnd(9)} ${mutation.name} (${Math.round((performance.now() - started) / 1000)} s)\n          ${detail}`);
}
console.log(`\n${killed} of ${chosen.length} killed`);
process.exit(killed === chosen.length && red.size === 0 ? 0 : 1);
