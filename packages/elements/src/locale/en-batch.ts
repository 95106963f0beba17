import type { BatchItemReason, BatchItemState, BatchState, PauseReason } from "@model-3d/contract";

const count = (value: number): string => value.toLocaleString("en");
const models = (value: number): string => (value === 1 ? "1 model" : `${count(value)} models`);

/** English texts of batches; loaded with them. */
export const enBatch = {
  title: "3D models of many items",
  // Gallery
  makeSelected: "Make 3D models",
  batches: "Batches",
  // Estimate
  estimating: "Counting what it takes",
  estimateError: "What it takes could not be counted",
  ready: (value: number) => `${models(value)} will be made`,
  nothingReady: "No model can be made of these items",
  cost: "Cost",
  balance: "Balance",
  time: "Time",
  timeRange: (from: string, to: string): string => (from === to ? `About ${to}` : `${from} to ${to}`),
  seconds: (value: number): string => (value === 1 ? "1 second" : `${value} seconds`),
  minutes: (value: number): string => (value === 1 ? "1 minute" : `${value} minutes`),
  hours: (value: number): string => (value === 1 ? "1 hour" : `${value} hours`),
  atOnce: (value: number) => `${value} at once`,
  holdsAll: "The credits of all models are held now. Each is charged only when its model is ready; the rest comes back.",
  holdsEach: "The credits of a model are held when it begins, and charged only when it is ready.",
  runsOut: (credits: string) => `You have ${credits}: the batch rests when they run out, and goes on once you have more.`,
  leftOut: (value: number) => (value === 1 ? "1 item is left out" : `${count(value)} items are left out`),
  moreThanFit: (taken: number, all: number) => `The first ${count(taken)} of ${count(all)} items go into this batch. The others can follow in the next one.`,
  start: (value: number) => `Make ${models(value)}`,
  // Progress
  untitled: (time: string) => `Batch of ${time}`,
  state: (state: BatchState): string => ({ RUNNING: "Running", PAUSED: "Paused", DONE: "Done", CANCELLED: "Cancelled" })[state],
  overall: "Progress of the batch",
  summary: (done: number, total: number) => `${count(done)} of ${models(total)} ready`,
  pausedBecause: (reason: PauseReason): string =>
    ({
      user: "What has begun goes on; nothing more begins until you resume it.",
      operator: "Those who run this service have paused it, and will resume it. What has begun goes on.",
      insufficient_credits: "Your credits do not suffice for the next model. Get more, then resume it: nothing is lost.",
      credit_limit_reached: "Your limit of credits is reached. Resume it in the next period: nothing is lost.",
    })[reason],
  pause: "Pause",
  resume: "Resume",
  retryFailed: (value: number) => `Try ${count(value)} failed again`,
  cancelRest: "Cancel the rest",
  cancelTitle: "Cancel what has not begun?",
  cancelText: (value: number) => `${value === 1 ? "1 item has" : `${count(value)} items have`} not begun. The credits held for what has not begun come back; what has begun goes on to its end.`,
  keepGoing: "Keep going",
  goOnWith: (value: number) => `Go on with ${value === 1 ? "1 more item" : `${count(value)} more items`}`,
  otherBatches: "All batches",
  itemState: (state: BatchItemState): string =>
    ({ WAITING: "Waiting", STARTING: "Starting", IN_PROGRESS: "Being made", SUCCEEDED: "Ready", FAILED: "Failed", SKIPPED: "Left out", CANCELLED: "Cancelled" })[state],
  show: "Show",
  everything: (value: number) => `Everything (${count(value)})`,
  shownState: (state: string, value: number) => `${state} (${count(value)})`,
  items: "Items of the batch",
  progressOf: (name: string) => `Progress of ${name}`,
  nothingOfState: "No item is in this state now.",
  unnamed: (position: number) => `Item ${position}`,
  previousPage: "Previous page",
  nextPage: "Next page",
  range: (from: number, to: number, total: number) => `${count(from)}–${count(to)} of ${count(total)}`,
  reason: ({ code, message, views = [] }: BatchItemReason, describeError: (error: { code: string; message: string }) => string): string => {
    if (code === "views_missing" && views.length > 0) return `No ${views.join(" and no ")} photo.`;
    if (code === "duplicate") return "It is in the batch already.";
    if (code === "generation_in_progress") return "A model of it is being made already.";
    if (code === "in_other_batch") return "Another batch of yours has it already.";
    return describeError({ code, message });
  },
  /** What a screen reader says when something has changed. */
  news: (state: string, percent: number) => `${state}, ${percent}%`,
  doneNews: (ready: number, failed: number) => `The batch is done: ${models(ready)} ready${failed === 0 ? "" : `, ${count(failed)} failed`}.`,
  batchError: "The batch could not be loaded",
  batchMissing: "This batch is not there any more, or it is not yours.",
  // Archive
  archive: "Take them all away",
  archiveHint: (value: number) => `${models(value)} in one ZIP, with a list of what is in it.`,
  format: "Format",
  download: "Download ZIP",
  downloading: (loaded: string) => `Downloading: ${loaded}`,
  saved: (fileName: string) => `Saved as ${fileName}`,
  packHint: "A large one, or a line that breaks? Have it packed first: a download that breaks off then goes on where it was.",
  pack: "Pack it first",
  packing: "It is being packed. You can leave the page and ask for it again later.",
  packed: (value: number, size: string, until: string) => `Packed: ${models(value)}, ${size}. It is kept until ${until}.`,
  packedPart: (value: number, total: number, size: string, until: string) => `Packed: ${count(value)} of ${models(total)}, ${size}. The list in it says what is missing and why. It is kept until ${until}.`,
  downloadPacked: "Download packed ZIP",
  packAgain: "Pack it again",
  packAll: (value: number) => `Pack all ${count(value)}`,
  packFailed: "It could not be packed. Try again in a while, or download it directly.",
  packedGone: "It is not kept any more. Have it packed again.",
  loadedOf: (loaded: string, total: string) => `${loaded} of ${total}`,
  stoppedAt: (loaded: string) => `Stopped at ${loaded}.`,
  stop: "Stop",
  goOn: "Go on",
  // List
  none: "No batches yet",
  noneHint: "Select several items and have their models made together.",
  listError: "Your batches could not be loaded",
  showMore: "Show more",
};

export type BatchTexts = typeof enBatch;
