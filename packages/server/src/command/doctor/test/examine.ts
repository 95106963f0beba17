import { runInNewContext } from "node:vm";
import { expect } from "vitest";
import { executeCommand, type CommandSurroundings } from "../../execute-command.ts";
import type { DoctorCheck } from "../doctor-context.ts";
import type { DoctorFinding, DoctorFindingCode } from "../doctor-finding.ts";

export interface Examined {
  code: number;
  complained: string;
  checks: readonly DoctorCheck[];
  findings: readonly DoctorFinding[];
}

/** Codes of all findings that a test has provoked, for the one that asks whether each was. */
export const PROVOKED = new Set<DoctorFindingCode>();

/** Codes of those that were provoked and were gone once what their remedy says was done. */
export const MENDED = new Set<DoctorFindingCode>();

/** Runs `model-3d doctor` with these words, in a folder that has no `.env` unless it is named. */
export async function examine(words: readonly string[], surroundings: Partial<CommandSurroundings> = {}): Promise<Examined> {
  const [printed, complained]: [string[], string[]] = [[], []];
  const code = await executeCommand(["doctor", "--json", ...words], { environment: {}, folder: "/", print: (line) => printed.push(line), complain: (line) => complained.push(line), ...surroundings });
  const { checks } = printed.length > 0 ? (JSON.parse(printed.join("")) as { checks: DoctorCheck[] }) : { checks: [] };
  return { code, complained: complained.join("\n"), checks, findings: checks.flatMap(({ findings }) => findings) };
}

/** The finding, which has to be there with a remedy; the exit code has to say how bad it is. */
export function expectFinding({ findings, code }: Examined, wanted: DoctorFindingCode): DoctorFinding {
  const finding = findings.find((one) => one.code === wanted);
  expect(findings.map((one) => one.code), JSON.stringify(findings)).toContain(wanted);
  if (!finding) throw new Error("unreachable");
  expect(finding.remedy.length).toBeGreaterThan(0);
  expect(finding.what).not.toBe("");
  if (finding.level === "broken") expect(code).toBe(1);
  PROVOKED.add(wanted);
  return finding;
}

export function expectGone({ findings, complained }: Examined, unwanted: DoctorFindingCode): void {
  expect(complained).not.toContain(unwanted);
  expect(findings.filter(({ code }) => code === unwanted)).toEqual([]);
  if (PROVOKED.has(unwanted)) MENDED.add(unwanted);
}

/** What of a remedy is to be run, without its notes. */
export const linesOf = ({ remedy }: DoctorFinding, note: "#" | "--"): string => remedy.filter((line) => !line.startsWith(note)).join("\n");

/** Runs a line that is a command of ours as it was printed, in a folder whose `.env` names the database. */
export async function followCommand(line: string | undefined, folder: string): Promise<void> {
  const [, words = ""] = /^npx model-3d ([\w -]+)$/.exec(line ?? "") ?? [];
  const complained: string[] = [];
  const code = await executeCommand(words.split(" "), { environment: {}, folder, print: () => undefined, complain: (text) => complained.push(text) });
  expect([code, complained], line).toEqual([0, []]);
}

/** Runs a remedy that is code as it was printed, notes and all, in an app that has these names. */
export function runRemedy({ remedy }: DoctorFinding, names: Readonly<Record<string, unknown>>): void {
  runInNewContext(remedy.join("\n"), { ...names });
}

/** The options of a remedy that is one of `createModel3D`, as they stand once its line was pasted. */
export function pasteOption({ remedy }: DoctorFinding): Record<string, unknown> {
  return { ...(runInNewContext(`({\n${remedy.join("\n")}\n})`) as Record<string, unknown>) };
}
