// `npm test`: every test there is; `npm run test:fast`: those that need neither a browser nor a Postgres server.
// `npm test -- unit e2e` runs the named steps only; `npm test -- examples` those of the frameworks, which install six of them.
// The last line counts all of them together.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT } from "./ensure-installed.mjs";

ensureInstalled();
const fast = process.argv.includes("--fast");
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const cache = join(ROOT, "node_modules/.cache/model-3d");
mkdirSync(cache, { recursive: true });

const bin = (name) => join(ROOT, "node_modules/.bin", name);

/** Runs a command with its output shown and kept; of steps that run side by side, it is shown in one piece at the end. */
function run(command, args, { env, quiet }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: childEnvironment(env), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const show = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.on("data", show(process.stdout));
    child.stderr.on("data", show(process.stderr));
    child.on("close", (code) => {
      if (quiet) process.stdout.write(output);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** A check that passes or fails as a whole. */
const check = (command, args, env) => async (quiet) => {
  const { code } = await run(command, args, { env, quiet });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
};

/** Counts from the runner's own report. A runner that breaks before it has one counts as one failure. */
const vitest = (name, args, env) => async (quiet) => {
  const report = join(cache, `${name}.json`);
  rmSync(report, { force: true });
  const { code } = await run(NODE, [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args], { env, quiet });
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, "utf8"));
    const failed = numFailedTests + (numFailedTests === 0 ? numFailedTestSuites : 0);
    return { passed: numPassedTests, failed: code === 0 ? failed : Math.max(1, failed) };
  } catch {
    return { passed: 0, failed: 1 };
  }
};

const elements = async (quiet) => {
  const { code, output } = await run(NODE, [bin("wtr"), "--config", "packages/elements/web-test-runner.config.mjs"], { quiet });
  const counts = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  const failed = Number(counts?.[2] ?? 0);
  return { passed: Number(counts?.[1] ?? 0), failed: code === 0 && counts ? failed : Math.max(1, failed) };
};

const browser = async () => {
  const { ensureBrowser } = await import("./ensure-browser.mjs");
  process.env.CHROMIUM_PATH = ensureBrowser();
};

const STEPS = [
  { name: "types", fast: true, usesOneCore: true, run: check(bin("tsc"), ["--noEmit", "--incremental", "--tsBuildInfoFile", join(cache, "types.tsbuildinfo")]) },
  { name: "lint", fast: true, usesOneCore: true, run: check(bin("eslint"), [".", "--max-warnings", "0"], fast ? { MODEL_3D_TEST_FAST: "1" } : {}) },
  { name: "unit", fast: true, run: vitest("unit", [], fast ? { MODEL_3D_TEST_FAST: "1" } : {}) },
  { name: "elements", before: browser, run: elements },
  {
    name: "e2e",
    before: async () => {
      await browser();
      (await import("./build-demo.mjs")).ensureDemoBundle();
    },
    run: vitest("e2e", ["--config", "e2e/vitest.config.ts"]),
  },
  {
    // Installs six frameworks of its own: asked for by name.
    name: "examples",
    byName: true,
    before: async () => {
      await browser();
      (await import("./prepare-examples.mjs")).prepareExamples();
    },
    run: vitest("examples", ["--config", "e2e/examples/vitest.config.ts"]),
  },
];

const total = { passed: 0, failed: 0 };
const summary = [];
const chosen = STEPS.filter((step) => (named.length > 0 ? named.includes(step.name) : !step.byName && (!fast || step.fast)));
/** Steps that keep one core busy run beside one another; the others keep all of them busy. */
const [sideBySide, inTurn] = fast ? [chosen, []] : [chosen.filter(({ usesOneCore }) => usesOneCore), chosen.filter(({ usesOneCore }) => !usesOneCore)];

async function take(step, quiet) {
  if (!quiet) console.log(`\n── ${step.name} ──`);
  const started = performance.now();
  await step.before?.();
  const { passed, failed } = await step.run(quiet);
  total.passed += passed;
  total.failed += failed;
  summary.push(`${step.name}: ${passed} passed, ${failed} failed, ${Math.round((performance.now() - started) / 1000)} s`);
}
await Promise.all(sideBySide.map((step) => take(step, sideBySide.length > 1)));
for (const step of inTurn) await take(step, false);
if (total.passed + total.failed === 0) total.failed = 1;
console.log(`\n${summary.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
