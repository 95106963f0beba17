/** What went wrong: its message, and where. */
export interface Failure {
  message: string;
  stack: string;
}

export interface TestReport {
  /** With the names of what it is in. */
  name: string;
  state: "passed" | "failed" | "skipped";
  failures: readonly Failure[];
}

/** What came of one file of tests in a page or a worker. */
export interface FileReport {
  /** The address of its module. */
  address: string;
  tests: readonly TestReport[];
  /** Of the file as a whole: that it cannot be loaded, a hook that fails, an error that nobody caught. */
  failures: readonly Failure[];
}

/** The tests of files, by the addresses of their modules; each file is told as it ends. */
export type RunTests = (addresses: readonly string[], tell: (report: FileReport) => unknown) => Promise<void>;
