import { describe, expect, it } from "vitest";
import { testFiles } from "./bundle-tests.ts";
import type { Failure, FileReport } from "./file-report.ts";
import { NODE_ALONE } from "./node-alone.ts";
import { runInBrowser, type Place } from "./run-in-browser.ts";

function fail([first, ...others]: readonly Failure[]): never {
  const { message, stack } = first ?? { message: "It failed, and says nothing.", stack: "" };
  const error = new Error([message, ...others.map((other) => other.message)].join("\n"));
  error.stack = stack || error.message;
  throw error;
}

/** Each test of a file as one here, so that it is counted and told by its name. */
function tellFile({ tests, failures }: FileReport): void {
  if (failures.length > 0) it("is loaded and leaves nothing behind", () => fail(failures));
  for (const { name, state, failures: ofTest } of tests) {
    it.skipIf(state === "skipped")(name, () => {
      if (state === "failed") fail(ofTest);
    });
  }
  if (failures.length + tests.length === 0) it("has tests", () => expect(tests).not.toEqual([]));
}

/** All, or, for who works on one of them, those whose path has a word in it. */
const isWanted = (file: string) => file.includes(process.env.MODEL_3D_TEST_FILES ?? "");
const isBroken = ({ tests, failures }: FileReport) => failures.length > 0 || tests.some(({ state }) => state === "failed");

/** Runs the tests of `src` in a place of a browser, and tells them as tests of the file that calls it. */
export async function tellTests(place: Place): Promise<void> {
  const files = testFiles().filter(isWanted);
  const { reports, stopped } = await runInBrowser(place, files);
  describe.each(files.filter((file) => !(file in NODE_ALONE)))(`%s in a ${place}`, (file) => {
    const report = reports.get(file);
    if (report) tellFile(report);
    else it("comes to its end", () => fail([{ message: stopped ?? "Nothing was told of it.", stack: "" }]));
  });
  const alone = Object.keys(NODE_ALONE).filter(isWanted);
  describe.skipIf(alone.length === 0)("what is said to be of Node alone", () => {
    it.each(alone)(`is run by no ${place}: %s`, (file) => {
      expect(reports.get(file)).toSatisfy(isBroken);
    });
  });
}
