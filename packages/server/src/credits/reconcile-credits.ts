import type { Database } from "../db/open-database.ts";
import { selectMismatches, selectReconciliation } from "./reconciliation-repository.ts";

export interface ReconciliationPeriod {
  from: Date;
  /** Not included. */
  to: Date;
}

/** What we charged for the models of a provider, and what the provider says that it consumed for them, in a unit of its own. */
export interface ProviderReconciliation {
  provider: string;
  /** `Meshy credits`; null where the provider told no cost. */
  unit: string | null;
  models: number;
  /** In our credits. */
  charged: number;
  short: number;
  refunded: number;
  /** Tasks of which a cost is known, and what they consumed. */
  tasks: number;
  consumed: number;
  /** Tasks that consumed something and for which nobody was charged, such as those that told their success too late. */
  unpaidTasks: number;
  unpaidConsumed: number;
  /** Models that were charged and of which no cost was told. */
  untoldModels: number;
}

/** A model of which only one side is known. */
export interface ReconciliationMismatch {
  modelId: string;
  userId: string;
  provider: string;
  kind: "consumed_not_charged" | "charged_not_told";
  charged: number | null;
  consumed: number | null;
  unit: string | null;
  /** How the task ended. */
  outcome: string | null;
}

export interface Reconciliation extends ReconciliationPeriod {
  providers: ProviderReconciliation[];
  /** At most 1,000, the newest first. */
  mismatches: ReconciliationMismatch[];
}

/** Compares charges and costs of a period. Costs are kept beyond the tasks that told them. @throws RangeError for a period that is none. */
export async function reconcileCredits(database: Database, { from, to }: ReconciliationPeriod): Promise<Reconciliation> {
  if (!(from.getTime() < to.getTime())) throw new RangeError("`from` must be a time before `to`.");
  return database.asService(async (trx) => ({ from, to, providers: await selectReconciliation(trx, { from, to }), mismatches: await selectMismatches(trx, { from, to }) }));
}
