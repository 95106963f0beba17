import { pino } from "pino";
import { CHECK_DEFAULTS, MAX_CHECK_LIMIT } from "../check/check-options.ts";
import { checkInvariants } from "../check/check-service.ts";
import type { BrokenRow, CheckReport, InvariantReport } from "../check/findings.ts";
import { RANDOM_IDS } from "../clock.ts";
import { createFileService } from "../files/file-service.ts";
import { ownModelFiles } from "../models/own-model-files.ts";
import type { Command, CommandCall } from "./command.ts";
import { openCommandStorage } from "./open-command-storage.ts";
import { readCount } from "./read-count.ts";

const sayRow = ({ finding, ...ids }: BrokenRow) => `      ${finding}  ${Object.entries(ids).flatMap(([name, value]) => (value === null ? [] : [`${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`])).join(" ")}`;

function* sayInvariant({ invariant, title, checked, broken, rows, whatToDo }: InvariantReport): Generator<string> {
  const state = broken > 0 ? `${broken} broken` : checked === null ? "not compared" : "holds";
  yield `  ${invariant}  ${state.padEnd(14)}${(checked === null ? "" : `of ${checked}`).padEnd(12)}${title}`;
  if (checked === null) yield "      The files were not compared: name the storage with --storage.";
  for (const row of rows) yield sayRow(row);
  if (rows.length < broken) yield `      and ${broken - rows.length} more (--limit)`;
  if (whatToDo !== "") for (const line of whatToDo.split("\n")) yield `      → ${line}`;
}

function* sayReport({ holds, invariants, repaired }: CheckReport): Generator<string> {
  for (const { finding, repaired: count, rows } of repaired) {
    yield `Repaired: ${count} × ${finding}`;
    for (const row of rows) yield sayRow(row);
  }
  for (const one of invariants) yield* sayInvariant(one);
  if (holds) yield "Everything that was checked holds.";
}

/** Verifies every invariant of the database, and of the storage where that is named, while the server works. */
export const checkCommand: Command<CheckReport> = {
  name: "check",
  summary: "verify credits, versions, deliveries and files while the server works; ends with 1 if anything is broken",
  example: "check --storage /var/lib/shop/files",
  changes: "nothing; with --repair, what follows from other rows, never an amount of money",
  broken: "something is broken, or the check could not be done",
  positionals: [],
  flags: {
    repair: { help: "first repair what needs nobody's decision" },
    storage: { value: "folder|s3://bucket/prefix?region=name", help: "where the server keeps its files; without it they are not compared. Of a store other than Amazon's also endpoint=https://…" },
    limit: { value: "n", help: `how many rows are shown of each kind of finding (default ${CHECK_DEFAULTS.limit})` },
  },
  answer: {
    holds: "whether everything that was checked holds",
    invariants: "each of the eight: `invariant`, `title`, `checked` (null where it was not), `broken`, `rows`, `whatToDo`",
    repaired: "with --repair: `finding`, `repaired` (how many), `rows`",
  },
  async run(call: CommandCall) {
    const limit = readCount(call, "limit", { otherwise: CHECK_DEFAULTS.limit, max: MAX_CHECK_LIMIT });
    const storage = await openCommandStorage(call.flag("storage"));
    const { database, clock, assertMigrated, openQueue } = await call.openDatabase();
    await assertMigrated();
    const files = storage && createFileService({ database, storage, clock, ids: RANDOM_IDS });
    const logger = pino({ name: "model-3d check", level: "warn" }, pino.destination({ dest: 2, sync: true }));
    return checkInvariants({ database, clock, files, openQueue, logger, fileOwner: ownModelFiles(), lowAt: null }, { limit, repair: call.flag("repair") === true });
  },
  say: sayReport,
  fault: ({ holds, invariants }) => (holds ? null : `Broken: ${invariants.filter(({ broken }) => broken > 0).map(({ invariant, broken }) => `invariant ${invariant} (${broken})`).join(", ")}.`),
};
