import type { SourceType } from "@model-3d/contract";
import { forgetBrokenArchive, forgetArchiveOfFile, giveUpLeftArchive } from "../archives/repair-archives.ts";
import { cancelLeftItems, endUntoldItem } from "../batches/repair-batch.ts";
import { forgetUsage, repairHeld, settleLeftExternalHold, settleLeftHold } from "../credits/repair-held.ts";
import { forgetBrokenExport, giveUpLeftFile } from "../exports/repair-exports.ts";
import { copyFileAgain } from "../files/copy-file-again.ts";
import { raiseVersionCounter, repairActiveVersion } from "../models/repair-source.ts";
import { replayDelivery, sweepInbox } from "../webhooks/webhook-service.ts";
import type { CheckContext } from "./check-context.ts";
import type { ResolvedCheckOptions } from "./check-options.ts";
import type { BrokenRow, FindingName, QueriedFinding, RepairedFinding } from "./findings.ts";
import { findBroken } from "./findings-repository.ts";

/** What the queries of repairable findings select, each its part of it. */
interface FoundRow {
  userId: string;
  sourceType: SourceType;
  sourceId: string;
  modelId: string;
  status: string;
  deliveryId: string;
  exportId: string;
  archiveId: string;
  key: string;
  startsAt: string;
  batchId: string;
  position: number;
  taskError: string | null;
}

/** Does what is to be done about one row; false when there was nothing to do any more, or nothing can be done. */
type Repair = (context: CheckContext, row: FoundRow, signal: AbortSignal) => Promise<boolean>;

const replay: Repair = async (context, { deliveryId }) => (await replayDelivery({ ...context, queue: await context.openQueue() }, deliveryId)) !== null;

/** In their order: what is held is put right before holds are settled, so that nothing is given back that was never taken. */
const REPAIRS: readonly (readonly [QueriedFinding, Repair])[] = [
  ["several_active", repairActiveVersion],
  ["active_not_succeeded", repairActiveVersion],
  ["none_active", repairActiveVersion],
  ["version_counter_behind", raiseVersionCounter],
  ["held_not_as_holds", (context, { userId }) => repairHeld(context, userId)],
  ["usage_below_holds", forgetUsage],
  [
    "batch_item_untold",
    async (context, { batchId, position, modelId, status, taskError }) => {
      const isGone = status === "DELETED";
      await endUntoldItem({ ...context, queue: await context.openQueue() }, { batchId, position, modelId: isGone ? null : modelId, status: isGone ? null : status, taskError });
      return true;
    },
  ],
  ["batch_cancelled_waits", async (context, { batchId }) => cancelLeftItems({ ...context, queue: await context.openQueue() }, batchId)],
  ["hold_left_open", settleLeftHold],
  ["external_hold_left_open", async (context, row) => settleLeftExternalHold({ ...context, queue: await context.openQueue() }, row)],
  ["delivery_without_reason", replay],
  ["delivery_without_outcome", replay],
  ["export_names_no_file", forgetBrokenExport],
  ["export_file_left", (context, { key }) => giveUpLeftFile(context, key)],
  ["archive_names_no_file", (context, { archiveId }) => forgetBrokenArchive(context, archiveId)],
  ["archive_file_left", (context, { key }) => giveUpLeftArchive(context, key)],
  [
    "delivery_forgotten",
    async (context, _row, signal) => {
      const { sentAgain, foreign } = await sweepInbox({ ...context, queue: await context.openQueue() }, signal);
      return sentAgain + foreign > 0;
    },
  ],
];

const PAGE = 500;

/**
 * Repairs what can be derived from other rows without anybody's decision, each row in a transaction of its own under the locks that the program
 * takes for the same change. Every repair is logged. One that fails leaves its row to the report.
 *
 * @throws Error where the storage has none of the database's files: it would be emptied by mistake.
 */
export async function repairFindings(context: CheckContext, options: ResolvedCheckOptions): Promise<RepairedFinding[]> {
  const log = new RepairLog(context, options.limit);
  const signal = options.signal ?? new AbortController().signal;
  for (const [finding, repair] of REPAIRS) {
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await context.database.readSnapshot((trx) => findBroken(trx, finding, { at: context.clock.now(), limit: PAGE }));
      let repaired = 0;
      for (const row of rows) if (await log.attempt({ finding, ...row }, () => repair(context, row as unknown as FoundRow, signal))) repaired += 1;
      if (rows.length < PAGE || repaired === 0) break;
    }
  }
  await repairFiles(context, log, signal);
  return log.repaired;
}

async function repairFiles(context: CheckContext, log: RepairLog, signal: AbortSignal): Promise<void> {
  const { files } = context;
  if (!files) return;
  let wrong = 0;
  const count = () => void (wrong += 1);
  const { named } = await files.compare({ signal, onMissing: count, onUnnamed: count });
  if (wrong === 0) return;
  if (named === 0) throw new Error("No file of this database is in this storage, so it may be another's: nothing was repaired in it. Name the storage that the server uses.");
  await files.compare({
    signal,
    async onMissing({ key, modelId, userId, name }) {
      await log.attempt({ finding: "file_missing", key, modelId, userId, name }, async () => {
        if (modelId === null || name === null) return forgetArchiveOfFile(context, key);
        return copyFileAgain({ ...context, queue: await context.openQueue() }, { key, modelId, name });
      });
    },
    async onUnnamed(key) {
      await log.attempt({ finding: "file_unnamed", key }, async () => {
        await files.removeUnnamed(key);
        return true;
      });
    },
  });
}

class RepairLog {
  readonly repaired: RepairedFinding[] = [];
  private readonly context: CheckContext;
  private readonly limit: number;

  constructor(context: CheckContext, limit: number) {
    this.context = context;
    this.limit = limit;
  }

  async attempt(row: BrokenRow, work: () => Promise<boolean>): Promise<boolean> {
    try {
      if (!(await work())) return false;
    } catch (error) {
      this.context.logger.warn({ err: error, ...row }, "What the check found could not be repaired");
      return false;
    }
    this.context.logger.warn(row, "What the check found was repaired");
    const entry = this.entryOf(row.finding);
    entry.repaired += 1;
    if (entry.rows.length < this.limit) entry.rows.push(row);
    return true;
  }

  private entryOf(finding: FindingName): RepairedFinding {
    const known = this.repaired.find((entry) => entry.finding === finding);
    if (known) return known;
    const entry: RepairedFinding = { finding, repaired: 0, rows: [] };
    this.repaired.push(entry);
    return entry;
  }
}
