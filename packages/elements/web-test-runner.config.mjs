import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter } from "@web/test-runner";
import { playwrightLauncher } from "@web/test-runner-playwright";
import { CHROMIUM_FLAGS } from "../../scripts/chromium-flags.ts";
import { bundleTests } from "./test/bundle-tests.mjs";
import { webTestReport } from "../../scripts/test/web-test-report.mjs";

const rootDir = fileURLToPath(new URL("../..", import.meta.url));
const conditions = ["model-3d-source", "browser", "production"];
const translation = { target: "es2022", tsconfig: fileURLToPath(new URL("../../tsconfig.json", import.meta.url)) };
const report = process.env.MODEL_3D_TEST_REPORT;

export default {
  rootDir,
  files: [fileURLToPath(new URL("src/**/*.test.ts", import.meta.url))],
  nodeResolve: { exportConditions: conditions },
  // What a worker loads is not bundled.
  plugins: [bundleTests(rootDir, fileURLToPath(new URL("src", import.meta.url)), { ...translation, conditions }), esbuildPlugin({ ts: true, ...translation })],
  browsers: [
    playwrightLauncher({
      launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args: CHROMIUM_FLAGS },
      // A colour on its way from one theme to another would be judged as a contrast of its own.
      createBrowserContext: ({ browser }) => browser.newContext({ reducedMotion: "reduce" }),
    }),
  ],
  reporters: [defaultReporter(), ...(report ? [webTestReport(report, rootDir)] : [])],
  concurrency: 1,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 240_000,
  testFramework: { config: { timeout: 60_000 } },
};
