/**
 * What a fault is tied to. `request`: an API request. `create`: a valid create request. `task`: a task and how it is
 * shown. `webhook`: the deliveries of a task. `file`: the downloads of a task's files. `stream`: a task's event streams.
 */
export type FaultScope = "request" | "create" | "task" | "webhook" | "file" | "stream";

export interface Fault {
  scope: FaultScope;
  /** How often it happens once it is chosen: requests in a row, deliveries of the task, downloads of each file. */
  repeats: number;
  /** What it does, in one sentence. */
  text: string;
}

const ALWAYS = Infinity;

/** Every fault that the simulator can play. */
export const FAULTS = {
  "server-errors": { scope: "request", repeats: 3, text: "Three API requests in a row are answered 500, 502, 503 with a JSON body; nothing is done." },
  "html-errors": { scope: "request", repeats: 2, text: "Two API requests in a row are answered 502 with a page of HTML; nothing is done." },
  "rate-limited": { scope: "request", repeats: 1, text: "An API request is answered 429 RateLimitExceeded with Retry-After." },
  "rate-limited-bare": { scope: "request", repeats: 1, text: "An API request is answered 429 RateLimitExceeded without Retry-After." },
  "create-no-concurrent-tasks": { scope: "create", repeats: 1, text: "A create request is answered 429 NoMoreConcurrentTasks; no task is made." },
  "create-no-pending-tasks": { scope: "create", repeats: 1, text: "A create request is answered 429 NoMorePendingTasks; no task is made." },
  "create-cut-before": { scope: "create", repeats: 1, text: "The connection of a create request is cut before a task is made." },
  "create-cut-after": { scope: "create", repeats: 1, text: "The task is made and paid, and the connection cut before the answer." },
  "create-error-after": { scope: "create", repeats: 1, text: "The task is made and paid, and the answer is a 500." },
  "create-error-before": { scope: "create", repeats: 1, text: "A create request is answered 500 and no task is made." },
  "create-made-late": { scope: "create", repeats: 1, text: "A create request is answered 500, and its task is made and paid 60 seconds (divided by the speed) later." },
  "create-slow": { scope: "create", repeats: 1, text: "The task is made at once and the answer comes 90 seconds (divided by the speed) later." },
  "failed-invalid-input": { scope: "task", repeats: ALWAYS, text: "The task ends FAILED with type invalid_input." },
  "failed-timeout": { scope: "task", repeats: ALWAYS, text: "The task ends FAILED with type timeout." },
  "failed-service-unavailable": { scope: "task", repeats: ALWAYS, text: "The task ends FAILED with type service_unavailable." },
  "failed-server-error": { scope: "task", repeats: ALWAYS, text: "The task ends FAILED with type server_error." },
  "failed-bare": { scope: "task", repeats: ALWAYS, text: "The task ends FAILED with a task_error whose message is empty." },
  canceled: { scope: "task", repeats: ALWAYS, text: "The task ends CANCELED." },
  expired: { scope: "task", repeats: ALWAYS, text: "The task ends with the old word EXPIRED." },
  stall: { scope: "task", repeats: ALWAYS, text: "The task stands at 99 % for 30 minutes (divided by the speed) longer, then ends as usual." },
  "stall-forever": { scope: "task", repeats: ALWAYS, text: "The task stands at 99 % and never ends." },
  "listed-late": { scope: "task", repeats: ALWAYS, text: "The task is in no list for the first 60 seconds (divided by the speed)." },
  "not-found": { scope: "task", repeats: 2, text: "Two looks at the task are answered 404, as if it were not there." },
  "files-late": { scope: "task", repeats: ALWAYS, text: "The task is SUCCEEDED without a file, and has its files 30 seconds (divided by the speed) later; no delivery tells of them." },
  "unknown-status": { scope: "task", repeats: ALWAYS, text: "Between IN_PROGRESS and its end the task shows a status that nobody knows." },
  "null-fields": { scope: "task", repeats: ALWAYS, text: "Whatever is not there is null: URLs, times, the lists." },
  "empty-fields": { scope: "task", repeats: ALWAYS, text: 'Whatever is not there is "", 0, [] or an error with an empty message.' },
  "absent-fields": { scope: "task", repeats: ALWAYS, text: "Whatever is not there has no key at all." },
  "extra-fields": { scope: "task", repeats: ALWAYS, text: "The task carries keys that are not documented." },
  "webhook-duplicated": { scope: "webhook", repeats: ALWAYS, text: "A delivery is sent twice." },
  "webhook-reordered": { scope: "webhook", repeats: ALWAYS, text: "A delivery is held back until the task's next one has been sent." },
  "webhook-dropped": { scope: "webhook", repeats: ALWAYS, text: "A delivery is never sent." },
  "webhook-delayed": { scope: "webhook", repeats: ALWAYS, text: "A delivery is sent 1 to 10 minutes (divided by the speed) late." },
  "webhook-without-secret": { scope: "webhook", repeats: ALWAYS, text: "A delivery is sent without the secret's header." },
  "webhook-wrong-secret": { scope: "webhook", repeats: ALWAYS, text: "A delivery is sent with a wrong secret of the same length." },
  "webhook-disabled": { scope: "webhook", repeats: 1, text: "The webhook is disabled for the whole account, as after too many failures." },
  "file-truncated": { scope: "file", repeats: 2, text: "The first two downloads of each file announce its whole length and are cut half-way." },
  "file-short": { scope: "file", repeats: 2, text: "The first two downloads of each file are half of it, with a Content-Length to match." },
  "file-slow": { scope: "file", repeats: 2, text: "The first two downloads of each file drip for 60 seconds (divided by the speed)." },
  "file-wrong-type": { scope: "file", repeats: 2, text: "The first two downloads of each file say Content-Type: text/html." },
  "file-corrupt": { scope: "file", repeats: 2, text: "In the first two downloads of each file the bytes behind the first twenty are overwritten." },
  "file-corrupt-forever": { scope: "file", repeats: ALWAYS, text: "In every download of each file the bytes behind the first twenty are overwritten." },
  "file-unavailable": { scope: "file", repeats: 2, text: "The first two downloads of each file are answered 503." },
  "file-large": { scope: "file", repeats: ALWAYS, text: "The GLB has 30 MB, and is valid." },
  "stream-cut": { scope: "stream", repeats: 1, text: "The event stream is cut in the middle of an event." },
  "stream-error": { scope: "stream", repeats: 1, text: "After its 200 and a first message the event stream sends an error event and ends." },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
