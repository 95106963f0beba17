/** The invariants by number; what each says is its title in `INVARIANTS`. */
export type InvariantNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface Invariant {
  readonly invariant: InvariantNumber;
  readonly title: string;
}

/** What holds after any crash, in any interleaving. */
export const INVARIANTS: readonly Invariant[] = [
  { invariant: 1, title: "At most one version of a source is active, it succeeded, and where any succeeded one is active" },
  { invariant: 2, title: "Versions of a source are distinct and were given in order of creation" },
  { invariant: 3, title: "Every model that succeeded has exactly one charge, every other model none" },
  { invariant: 4, title: "The ledger is what the grants have left, and holds belong to models that are being made" },
  { invariant: 5, title: "No grant is below zero" },
  { invariant: 6, title: "Every acknowledged webhook is applied, or waits, or was given up with a reason" },
  { invariant: 7, title: "Every file that a row names is in the storage, and nothing is there that no row names" },
  { invariant: 8, title: "An item of a batch is as its model is, and a batch has ended when its items have" },
];

interface Finding {
  readonly invariant: InvariantNumber;
  /** One sentence or two for the operator. */
  readonly whatToDo: string;
  readonly isRepairable: boolean;
}

const repaired = (invariant: InvariantNumber, whatToDo: string): Finding => ({ invariant, whatToDo: `${whatToDo} \`model-3d check --repair\` does so.`, isRepairable: true });
const reported = (invariant: InvariantNumber, whatToDo: string): Finding => ({ invariant, whatToDo, isRepairable: false });

/** Everything that can be found, and what an operator does about it. */
export const FINDINGS = {
  several_active: repaired(1, "Several versions of one source are active: leave the newest of them."),
  active_not_succeeded: repaired(1, "A version is active that has not succeeded: make the newest that succeeded active in its place."),
  none_active: repaired(1, "Versions succeeded and none is active: make the newest of them active."),
  version_repeated: reported(2, "Two versions of a source have the same number: look whether the unique index product_3d_models_one_version is there, and delete the version that is not wanted."),
  version_out_of_order: reported(2, "An older version has a higher number by more than a minute: the clock of the database was set back, or rows were brought in by hand. Nothing depends on it."),
  version_counter_behind: repaired(2, "The counter of a source is below its newest version, so that the next generation would fail: raise it."),
  success_not_charged: reported(3, "A model succeeded and nothing was charged. Where its hold is still open, `model-3d check --repair` charges it; otherwise decide, and write a correction."),
  charge_without_success: reported(3, "A model was charged that has not succeeded: refund it to its user."),
  charge_repeated: reported(3, "A model has more than one charge: look whether the primary key of credit_charges is there, and refund what is too much."),
  charge_not_in_ledger: reported(3, "A charge is not the sum of its lines in the ledger: compare the user's ledger with the charges, and write a correction."),
  charge_not_as_held: reported(3, "A charge is not what was held for its model: compare both with the user's ledger, and write a correction or a refund."),
  credits_of_another: reported(3, "A charge or a hold is booked to somebody else than the model's user: give that one back what was charged, by a correction, and look which program wrote the row."),
  refund_not_in_ledger: reported(3, "A refund is not what its lines in the ledger say, or more than was charged, or somebody else's: compare the user's ledger with it, and write a correction."),
  ledger_not_as_grants: reported(4, "A user's ledger does not add up to what the grants have left: find out which of the two is right, and write a correction for the difference."),
  held_not_as_holds: repaired(4, "What an account or the ledger says is held is not the sum of the open holds: write down that sum."),
  hold_left_open: repaired(4, "Credits are held for a model that has ended or is gone: charge them if it succeeded, else give them back."),
  model_without_hold: reported(4, "A model is being made and nothing is held for it: it will succeed without a charge. Delete it if that is not wanted."),
  external_hold_left_open: repaired(4, "The host's ledger holds credits for a model that has ended or is gone: have it charge them if the model succeeded, else give them back."),
  external_hold_not_settled: reported(4, "The host's ledger has not answered for over an hour what is due to be charged or given back: see that it can be reached, that `credits.ledger` is the one that the row names, and that workers run (`model3d.start()`)."),
  usage_below_holds: repaired(4, "The host's limit of today or this month has counted less than is held and charged: have it summed anew by the next hold."),
  grant_not_written_off: reported(5, "A grant is expired and has credits left, which nobody can spend: make it active again in user_credits, or set its credits to 0; either is written to the ledger."),
  grant_below_zero: reported(5, "A grant is below zero: look whether the constraint user_credits_credits_in_range is there, and write a correction."),
  delivery_without_reason: repaired(6, "A delivery was given up and no reason is known: work on it once more."),
  delivery_without_outcome: repaired(6, "A delivery counts as applied and nothing says what it did: work on it once more."),
  delivery_forgotten: repaired(6, "A delivery has waited for over an hour and nobody works on it: see that workers run (`model3d.start()`), and give it a job again."),
  file_of_another: reported(7, "A model has a file that belongs to somebody else than its user, who cannot read it: look which program wrote the row, and set its user, or delete the version."),
  model_names_no_file: reported(7, "A model names a file that has no row: make the model again, or delete that version."),
  export_names_no_file: repaired(7, "An export is ready and its file is gone: forget it, so that it is made anew when it is asked for."),
  export_file_left: repaired(7, "A file of an export is there that no export has: give it up."),
  archive_names_no_file: repaired(7, "A stored archive is ready and its file is gone: forget it, so that it is packed anew when it is asked for."),
  archive_file_left: repaired(7, "A file of a stored archive is there that no archive has: give it up."),
  file_missing: repaired(7, "A file of a row is not in the storage: fetch it again from its service while that keeps it, and forget a stored archive, which is packed anew. Where it does not, bring it back from a backup of the storage, or delete the version."),
  file_unnamed: repaired(7, "A file is in the storage that no row names, since more than an hour: remove it."),
  batch_item_untold: repaired(8, "An item of a batch is being made and its model has ended or is gone: end it as that has."),
  batch_cancelled_waits: repaired(8, "Items wait in a batch that was cancelled: cancel them, and give back what is held for them."),
  batch_not_ended: reported(8, "A batch has had nothing to do for over an hour and has not ended: see that workers run (`model3d.start()`), whose sweep ends it."),
  batch_ended_early: reported(8, "A batch has ended and some of its items have not: set its status to RUNNING and finished_at to null, and look which program wrote the row."),
  batch_items_lost: reported(8, "A batch lacks items that it was started with: look which program deleted them, and what is held for them."),
} as const satisfies Record<string, Finding>;

export type FindingName = keyof typeof FINDINGS;
export const FINDING_NAMES = Object.keys(FINDINGS) as FindingName[];
/** Those that a query finds; the others come from the comparison with the storage. */
export type QueriedFinding = Exclude<FindingName, "file_missing" | "file_unnamed">;

/** A row that breaks an invariant: which finding it is, and the ids that lead to it. */
export interface BrokenRow {
  readonly finding: FindingName;
  readonly modelId?: string | null;
  readonly userId?: string;
  readonly [detail: string]: unknown;
}

/** What one look has found: all are counted, as many as the limit shown. */
export interface Found {
  readonly finding: FindingName;
  broken: number;
  readonly rows: BrokenRow[];
}

export interface InvariantReport extends Invariant {
  /** How many things it was checked for (models, accounts, grants, deliveries, files); null where it could not be checked. */
  readonly checked: number | null;
  readonly broken: number;
  /** As many as the limit of each finding, and what they are. */
  readonly rows: readonly BrokenRow[];
  /** One line for each kind of finding; empty where it holds. */
  readonly whatToDo: string;
}

export interface RepairedFinding {
  readonly finding: FindingName;
  repaired: number;
  readonly rows: BrokenRow[];
}

export interface CheckReport {
  /** Every invariant that was checked holds. */
  readonly holds: boolean;
  readonly invariants: readonly InvariantReport[];
  /** What was repaired before, where that was asked for: each kind once, with as many rows as the limit. */
  readonly repaired: readonly RepairedFinding[];
}
