import { MAX_BATCH_ITEMS, type DoneBatch } from "@model-3d/contract";
import { refuseUnknownNames } from "../credits/refuse-unknown-names.ts";

/** How many generations that are asked for together are held, dealt out and told of. */
export interface BatchesOptions {
  /**
   * `all`: the credits of all items are held when the batch starts, which is refused where they are not there. `item`: those of each item when it
   * begins; a batch whose user has too few then is paused. Default `all`, and `item` with a `credits.ledger` of the host's, which keeps a hold for each model.
   */
  hold?: "all" | "item";
  /** Most items of one batch: 1 to 1,000. Default 1,000. */
  maxItems?: number;
  /** How many batches of one user may be open at once, paused ones among them. Default 20. */
  maxPerUser?: number;
  /** How many items of one user may be under way at once, so that places are left for what the user starts by hand. Default 10. */
  atOncePerUser?: number;
  /** How many items may be under way at once at a generator of ours, over all processes; a service has its own limit (`limits.openTasks`). Default one more than `generation.concurrency`. */
  atOnce?: number;
  /**
   * How often a user's turn comes in comparison with others, such as by plan: 1 to 100, asked when a batch is estimated, starts, is resumed or retried. Of two
   * users of 4 and 1 who both wait, the first has four items started for each of the second's. Default 1 for everybody.
   */
  priority?: (user: { userId: string }) => number | Promise<number>;
  /** Called once each time that every item of a batch has come to its end, such as to send an e-mail; again when it throws. The event `batch.done` tells the same. */
  onDone?: (batch: DoneBatch & { userId: string }) => void | Promise<void>;
}

export interface ResolvedBatchesOptions extends Required<Omit<BatchesOptions, "priority" | "onDone">> {
  readonly priority: BatchesOptions["priority"] | null;
  readonly onDone: BatchesOptions["onDone"] | null;
}

export const BATCHES_DEFAULTS = { hold: "all", maxItems: MAX_BATCH_ITEMS, maxPerUser: 20, atOncePerUser: 10 } as const satisfies BatchesOptions;

/** Least and most that a user counts for. */
export const PRIORITY_RANGE = { min: 1, max: 100 } as const;

const RANGES = { maxItems: [1, MAX_BATCH_ITEMS], maxPerUser: [1, 10_000], atOncePerUser: [1, 10_000], atOnce: [1, 10_000] } as const;
const NAMES = ["hold", ...Object.keys(RANGES), "priority", "onDone"];

/** @throws TypeError with one sentence that names the option. */
export function resolveBatchesOptions(given: BatchesOptions = {}, { hasLedger, concurrency }: { hasLedger: boolean; concurrency: number }): ResolvedBatchesOptions {
  refuseUnknownNames("batches", given, NAMES);
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const options: ResolvedBatchesOptions = { ...BATCHES_DEFAULTS, ...(hasLedger && { hold: "item" }), atOnce: concurrency + 1, priority: null, onDone: null, ...said };
  const { hold, priority, onDone } = options;
  if (hold !== "all" && hold !== "item") throw new TypeError('model-3d: `batches.hold` must be "all" or "item".');
  if (hold === "all" && hasLedger) throw new TypeError('model-3d: `batches.hold` must be "item" with `credits.ledger`, which keeps a hold for each model.');
  for (const [name, [least, most]] of Object.entries(RANGES) as [keyof typeof RANGES, readonly [number, number]][]) {
    if (!Number.isSafeInteger(options[name]) || options[name] < least || options[name] > most) throw new TypeError(`model-3d: \`batches.${name}\` must be a whole number from ${least} to ${most.toLocaleString("en")}.`);
  }
  if (priority !== null && typeof priority !== "function") throw new TypeError("model-3d: `batches.priority` must be a function that gives a whole number from 1 to 100.");
  if (onDone !== null && typeof onDone !== "function") throw new TypeError("model-3d: `batches.onDone` must be a function.");
  return options;
}

/** What a user counts for. @throws Error when the host's function gives anything else. */
export async function priorityOf({ priority }: Pick<ResolvedBatchesOptions, "priority">, userId: string): Promise<number> {
  const given = (await priority?.({ userId })) ?? PRIORITY_RANGE.min;
  if (!Number.isInteger(given) || given < PRIORITY_RANGE.min || given > PRIORITY_RANGE.max) throw new Error(`\`batches.priority\` returned ${String(given)}; it must return a whole number from ${PRIORITY_RANGE.min} to ${PRIORITY_RANGE.max}.`);
  return given;
}
