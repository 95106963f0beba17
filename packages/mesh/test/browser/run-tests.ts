import { expect, type RunnerTask, type SerializedConfig } from "vitest";
import { startTests } from "vitest/internal/browser";
import type { Failure, FileReport, RunTests, TestReport } from "./file-report.ts";

/** As for the same files in Node. */
const TIMEOUT = 120_000;
/** What Vitest's runner looks at: there is no process of Vitest's from which a page could have it. */
const CONFIG = {
  root: "/",
  setupFiles: [],
  sequence: { hooks: "stack", setupFiles: "parallel", seed: 1 },
  maxConcurrency: 1,
  testTimeout: TIMEOUT,
  hookTimeout: TIMEOUT,
  retry: 0,
  tags: [],
  allowOnly: false,
} as unknown as SerializedConfig;
const NOTHING_SEEN = { assertionCalls: 0, isExpectingAssertions: false, isExpectingAssertionsError: null, expectedAssertionsNumber: null, expectedAssertionsNumberErrorGen: null };

/** A test may say how often it looks at something. */
function judgeCount(): void {
  const { assertionCalls, expectedAssertionsNumber, isExpectingAssertions } = expect.getState();
  if (typeof expectedAssertionsNumber === "number" && expectedAssertionsNumber !== assertionCalls) throw new Error(`${expectedAssertionsNumber} assertions were announced, and ${assertionCalls} made.`);
  if (isExpectingAssertions === true && assertionCalls === 0) throw new Error("No assertion was made.");
}

const failuresOf = ({ result }: RunnerTask): Failure[] => (result?.errors ?? []).map(({ message, stack = "" }) => ({ message, stack }));

function reportsOf(task: RunnerTask, names: readonly string[] = []): TestReport[] {
  const path = [...names, task.name];
  const [name, failures] = [path.join(" > "), failuresOf(task)];
  if (task.type === "test") {
    const isSkipped = task.mode === "skip" || task.mode === "todo";
    return [{ name, state: task.result?.state === "pass" ? "passed" : isSkipped ? "skipped" : "failed", failures }];
  }
  // A suite fails by itself where a hook of it does.
  return [...(failures.length > 0 ? [{ name, state: "failed" as const, failures }] : []), ...task.tasks.flatMap((inner) => reportsOf(inner, path))];
}

/** Notes what nobody catches. `taken` gives what there was since it was last asked. */
function noteUncaught(): { taken: () => Promise<Failure[]> } {
  const noted: Failure[] = [];
  const last = new Error("the last of them");
  let isLast = (): void => undefined;
  const note = (event: Event, error: unknown) => {
    // So that a worker does not tell the page of it as of an end.
    event.preventDefault();
    noted.push({ message: `Nobody caught: ${String(error)}`, stack: error instanceof Error ? (error.stack ?? "") : "" });
  };
  addEventListener("error", (event) => note(event, event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => {
    if (event.reason !== last) return note(event, event.reason);
    event.preventDefault();
    isLast();
  });
  return {
    // Browsers tell of rejections later, and in order: when ours is told, all before it are.
    taken: async () => {
      await new Promise<void>((resolve) => {
        isLast = resolve;
        void Promise.reject(last);
      });
      return noted.splice(0);
    },
  };
}

/** Runs files of tests one after the other where it is called: in a page or in a worker. */
export const runTests: RunTests = async (addresses, tell) => {
  Object.assign(globalThis, { __vitest_worker__: { config: CONFIG, ctx: {} } });
  const uncaught = noteUncaught();
  for (const address of addresses) {
    const [file] = await startTests([address], { config: CONFIG, importFile: (path) => import(path) as Promise<unknown>, onBeforeTryTask: () => expect.setState(NOTHING_SEEN), onAfterTryTask: judgeCount });
    const report: FileReport = { address, tests: file!.tasks.flatMap((task) => reportsOf(task)), failures: [...failuresOf(file!), ...(await uncaught.taken())] };
    await tell(report);
  }
};
