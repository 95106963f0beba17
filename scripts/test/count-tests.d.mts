/** What one test file came to; a failure without a name is the file's own. */
export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}
export interface RunResult {
  readonly code: number;
  readonly files: readonly FileResult[];
}
export interface ToldTest {
  readonly test: string;
  readonly message: string;
}
export function countTests(run: (quiet: boolean, only?: readonly string[]) => Promise<RunResult>, options?: { quiet?: boolean; twice?: boolean; say?: (line: string) => void }): Promise<{ passed: number; failures: readonly ToldTest[]; unsteady: readonly ToldTest[] }>;
