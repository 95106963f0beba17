import { describe, expect, it } from "vitest";
import { countTests as countAndSay, type FileResult, type RunResult } from "./count-tests.mjs";

const countTests: typeof countAndSay = (run, options) => countAndSay(run, { say: () => undefined, ...options });

const good: FileResult = { file: "good.test.ts", passed: 3, failures: [] };
const bad = (...names: string[]): FileResult => ({ file: "bad.test.ts", passed: 2, failures: names.map((name) => ({ name, message: `${name} is red` })) });
const mended: FileResult = { file: "bad.test.ts", passed: 4, failures: [] };

/** A runner that answers one run after the other, and tells which files it was asked for. */
function runner(...results: RunResult[]) {
  const asked: (readonly string[] | undefined)[] = [];
  const run = (_quiet: boolean, only?: readonly string[]) => {
    asked.push(only);
    const result = results.shift();
    return result ? Promise.resolve(result) : Promise.reject(new Error("was run too often"));
  };
  return { asked, run };
}

describe("the count of a step", () => {
  it("is that of all files, in one run, when all pass", async () => {
    const { asked, run } = runner({ code: 0, files: [good, mended] });
    expect(await countTests(run)).toEqual({ passed: 7, failures: [], unsteady: [] });
    expect(asked).toEqual([undefined]);
  });

  it("takes the second run of a file that failed, and tells what failed in the first", async () => {
    const { asked, run } = runner({ code: 1, files: [good, bad("a", "b")] }, { code: 0, files: [mended] });
    const told = [
      { test: "bad.test.ts > a", message: "a is red" },
      { test: "bad.test.ts > b", message: "b is red" },
    ];
    expect(await countTests(run)).toEqual({ passed: 7, failures: [], unsteady: told });
    expect(asked).toEqual([undefined, ["bad.test.ts"]]);
  });

  it("keeps the failure of a test that fails twice, and one that failed in the second run only", async () => {
    const { run } = runner({ code: 1, files: [good, bad("a", "b")] }, { code: 1, files: [bad("b", "c")] });
    const { failures, unsteady } = await countTests(run);
    expect(failures.map(({ test }) => test)).toEqual(["bad.test.ts > b", "bad.test.ts > c"]);
    expect(unsteady.map(({ test }) => test)).toEqual(["bad.test.ts > a"]);
  });

  it("keeps the failures of a file that the second run does not tell of", async () => {
    const { run } = runner({ code: 1, files: [good, bad("a")] }, { code: 1, files: [] });
    expect((await countTests(run)).failures).toHaveLength(1);
  });

  it("tries nothing again when much is broken, or where a step says so", async () => {
    const much = runner({ code: 1, files: [bad("a", "b", "c", "d", "e")] });
    expect((await countTests(much.run)).failures).toHaveLength(5);
    const once = runner({ code: 1, files: [bad("a")] });
    expect((await countTests(once.run, { twice: false })).failures).toHaveLength(1);
  });

  it("is a failure where a runner breaks without a name, and where it finds nothing", async () => {
    expect(await countTests(runner({ code: 3, files: [good] }).run)).toMatchObject({ passed: 3, failures: [{ test: "the runner itself", message: "ended with 3, see above" }] });
    expect(await countTests(runner({ code: 0, files: [] }).run)).toMatchObject({ passed: 0, failures: [{ message: "found no test" }] });
  });
});
