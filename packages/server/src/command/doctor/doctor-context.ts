import type { CommandCall } from "../command.ts";
import type { OpenedDatabase } from "../open-command-database.ts";
import type { DoctorFinding } from "./doctor-finding.ts";

/** What one look has to tell. */
export interface DoctorCheck {
  readonly name: string;
  /** `skipped`: it was not looked at, for the reason in `note`. */
  readonly state: "well" | "broken" | "warning" | "skipped";
  /** What was looked at, or why it was not. */
  readonly note: string;
  readonly findings: readonly DoctorFinding[];
}

export interface DoctorContext {
  readonly call: CommandCall;
  /** The call's. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Null where none is named, or the server has it open; `note` says which. */
  readonly database: { readonly opened: OpenedDatabase | null; readonly note: string; readonly findings: readonly DoctorFinding[] };
  /** Where the router answers, without a slash at the end. */
  readonly url: string | null;
}

export const checkOf = (name: string, note: string, findings: readonly DoctorFinding[] = []): DoctorCheck => ({
  name,
  state: findings.some(({ level }) => level === "broken") ? "broken" : findings.length > 0 ? "warning" : "well",
  note,
  findings,
});

export const skipped = (name: string, note: string): DoctorCheck => ({ name, state: "skipped", note, findings: [] });
