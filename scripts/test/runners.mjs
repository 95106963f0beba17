// What each kind of step runs, and what it found: `{ code, files: [{ file, passed, failures: [{ name, message }] }] }`.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ensureHeadlessShell } from "../ensure-browser.mjs";
import { NODE, ROOT } from "../ensure-installed.mjs";
import { runCommand } from "./run-command.mjs";

const bin = (name) => join(ROOT, "node_modules/.bin", name);
const firstLine = (text) => String(text ?? "").split("\n", 1)[0].trim();

function readReport(path) {
  if (!existsSync(path)) return null;
  return JSON.parse(readFileSync(path, "utf8"));
}

/** A check that passes or fails as a whole. */
export const check = (name, command, args, env) => async (quiet) => {
  const code = await runCommand(bin(command), args, { env, quiet });
  return { code, files: [{ file: name, passed: code === 0 ? 1 : 0, failures: code === 0 ? [] : [{ name: "", message: `${command} ended with ${code}` }] }] };
};

/** All test files of a Vitest configuration, or, one after the other, those that are named. */
export const vitest = (name, args, env, cache) => async (quiet, only = []) => {
  const report = join(cache, `${name}.json`);
  rmSync(report, { force: true });
  const alone = only.length > 0 ? ["--maxWorkers=1"] : [];
  const code = await runCommand(NODE, [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args, ...alone, ...only], { env, quiet });
  const files = (readReport(report)?.testResults ?? []).map((result) => {
    const failures = result.assertionResults.filter(({ status }) => status === "failed").map(({ fullName, failureMessages }) => ({ name: fullName, message: firstLine(failureMessages[0]) }));
    if (result.status === "failed" && failures.length === 0) failures.push({ name: "", message: firstLine(result.message) });
    return { file: relative(ROOT, result.name), passed: result.assertionResults.filter(({ status }) => status === "passed").length, failures };
  });
  return { code, files };
};

/** All of the elements' test files in the browser, or those that are named. */
export const webTestRunner = (cache) => async (quiet, only = []) => {
  const report = join(cache, "elements.json");
  rmSync(report, { force: true });
  const chosen = only.length > 0 ? ["--files", ...only] : [];
  const env = { MODEL_3D_TEST_REPORT: report, CHROMIUM_PATH: ensureHeadlessShell() };
  const code = await runCommand(NODE, [bin("wtr"), "--config", "packages/elements/web-test-runner.config.mjs", ...chosen], { env, quiet });
  return { code, files: readReport(report) ?? [] };
};
