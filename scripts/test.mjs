// `npm test`: every test there is; `npm run test:fast`: those that need neither a browser nor a Postgres server.
// `npm test -- unit e2e` runs the named steps only; `npm test -- examples` those of the frameworks, which install six of them, `npm test -- packages` those
// of the packages as npm installs them, `npm test -- scaling` those of scaling out, `npm test -- site` those of the documents as a site.
// Ends with what failed, what each step took, and, as its last line, the count of all tests together.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, ROOT } from "./ensure-installed.mjs";
import { countTests } from "./test/count-tests.mjs";
import { check, vitest, webTestRunner } from "./test/runners.mjs";

ensureInstalled();
const fast = process.argv.includes("--fast");
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const cache = join(ROOT, "node_modules/.cache/model-3d");
mkdirSync(cache, { recursive: true });
// The whole round looks at every file anew: what one imports of another is kept for the quick one only.
const lintCache = fast ? ["--cache", "--cache-strategy", "content", "--cache-location", join(cache, "eslint.json")] : [];
const round = fast ? { MODEL_3D_TEST_FAST: "1" } : {};

const browser = async () => {
  const { ensureBrowser } = await import("./ensure-browser.mjs");
  process.env.CHROMIUM_PATH = ensureBrowser();
};

const STEPS = [
  { name: "types", fast: true, usesOneCore: true, run: check("types", "tsc", ["--noEmit", "--incremental", "--tsBuildInfoFile", join(cache, "types.tsbuildinfo")]) },
  { name: "lint", fast: true, usesOneCore: true, run: check("lint", "eslint", [".", "--max-warnings", "0", ...lintCache], round) },
  { name: "unit", fast: true, twice: true, run: vitest("unit", [], round, cache) },
  { name: "elements", twice: true, run: webTestRunner(cache) },
  { name: "browsers", twice: true, before: browser, run: vitest("browsers", ["--config", "packages/mesh/test/browser/vitest.config.ts"], {}, cache) },
  {
    name: "e2e",
    twice: true,
    before: async () => {
      await browser();
      (await import("./build-demo.mjs")).ensureDemoBundle();
    },
    run: vitest("e2e", ["--config", "e2e/vitest.config.ts"], {}, cache),
  },
  {
    // Installs six frameworks of its own: asked for by name.
    name: "examples",
    byName: true,
    before: async () => {
      await browser();
      (await import("./prepare-examples.mjs")).prepareExamples();
    },
    run: vitest("examples", ["--config", "e2e/examples/vitest.config.ts"], {}, cache),
  },
  {
    // Installs the packages as they are published, by npm, in hosts on two versions of Node: asked for by name.
    name: "packages",
    byName: true,
    before: browser,
    run: vitest("packages", ["--config", "e2e/packages/vitest.config.ts"], {}, cache),
  },
  {
    // Installs the generator of the site: asked for by name.
    name: "site",
    byName: true,
    before: async () => {
      await browser();
      (await import("./build-site.mjs")).buildSite();
    },
    run: vitest("site", ["--config", "e2e/site/vitest.config.ts"], {}, cache),
  },
  {
    // Starts servers that a machine rarely has: asked for by name.
    name: "scaling",
    byName: true,
    before: async () => (await import("./ensure-scaling-servers.mjs")).ensureScalingServers(),
    run: vitest("scaling", ["--config", "packages/server/test/scaling/vitest.config.ts"], {}, cache),
  },
];

const total = { passed: 0, failures: [], unsteady: [] };
const summary = [];
const chosen = STEPS.filter((step) => (named.length > 0 ? named.includes(step.name) : !step.byName && (!fast || step.fast)));
/** Steps that keep one core busy run beside one another; the others keep all of them busy. */
const [sideBySide, inTurn] = fast ? [chosen, []] : [chosen.filter(({ usesOneCore }) => usesOneCore), chosen.filter(({ usesOneCore }) => !usesOneCore)];

async function take(step, quiet) {
  if (!quiet) console.log(`\n── ${step.name} ──`);
  const started = performance.now();
  await step.before?.();
  const { passed, failures, unsteady } = await countTests(step.run, { quiet, twice: step.twice });
  total.passed += passed;
  total.failures.push(...failures);
  total.unsteady.push(...unsteady);
  summary.push(`${step.name}: ${passed} passed, ${failures.length} failed, ${Math.round((performance.now() - started) / 1000)} s`);
}

const told = (title, entries) => (entries.length > 0 ? `${title}\n${entries.map(({ test, message }) => `  ${test}\n    ${message}`).join("\n")}\n\n` : "");

await Promise.all(sideBySide.map((step) => take(step, sideBySide.length > 1)));
for (const step of inTurn) await take(step, false);
if (chosen.length === 0) total.failures.push({ test: named.join(" "), message: `There is no such step; there are ${STEPS.map(({ name }) => name).join(", ")}.` });
console.log(`\n${told("Unsteady, passed only alone in a second run:", total.unsteady)}${told("Failed:", total.failures)}${summary.join("\n")}\n\n${total.passed} passed, ${total.failures.length} failed`);
process.exit(total.failures.length === 0 ? 0 : 1);
