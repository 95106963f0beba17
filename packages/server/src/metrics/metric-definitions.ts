/** A thing that is counted, a time that is measured or a state of the moment, with the names of the labels that each of its figures carries. */
export interface MetricDefinition {
  readonly kind: "count" | "duration" | "state";
  readonly help: string;
  readonly labels: readonly string[];
}

/** A state of the moment, read when the figures are asked for. */
const stated = <const Labels extends readonly string[]>(help: string, ...labels: Labels) => ({ kind: "state", help, labels }) as const;
const counted = <const Labels extends readonly string[]>(help: string, ...labels: Labels) => ({ kind: "count", help, labels }) as const;
const measured = <const Labels extends readonly string[]>(help: string, ...labels: Labels) => ({ kind: "duration", help, labels }) as const;

/**
 * Everything that is measured. Exposed as `model_3d_<name>_total`, `model_3d_<name>_seconds` and, what is a state, `model_3d_<name>`. A label has few values (a provider, an
 * outcome), never an id, a name or an address: each pair of values is a series that is kept for good. None is called
 * `job` or `instance`: those are Prometheus' own, which renames ours.
 */
export const METRICS = {
  request: measured("From a request to the end of its answer, a stream's included; by the route's form, never the address.", "method", "route", "status"),
  generations_started: counted("Generations that were started: the first of their source, or again; with the views of their photos.", "provider", "source", "kind", "views"),
  generations: counted("Generations that ended, by what they ended as and why one without a model did: user (other photos), host (set-up), provider, gone, no_files, stopped, deadline.", "provider", "outcome", "reason"),
  generation: measured("From the request for a model to its end.", "provider", "outcome"),
  credits_charged: counted("Credits that were charged for models.", "provider"),
  versions_activated: counted("Versions that users made the active one: the newest that succeeded, or an older one, which is a roll-back.", "to"),
  webhook_work: measured("From a delivery's arrival to its work done, by what that did.", "provider", "outcome"),
  provider_files: counted("Files of results, by what became of them: copied, failed (tried again), refused, at_risk, lost.", "provider", "result"),
  provider_file_bytes: counted("Bytes of results copied into the storage.", "provider"),
  provider_file_copy: measured("From the request for a file of a result to its place in the storage.", "provider"),
  proxied_files: counted("Files passed on from where they lie, by what was sent: whole, part, unchanged, failed.", "result"),
  task_submissions: counted("Tasks submitted to services, by what became of the request: open, unknown, or the service's reason.", "provider", "result"),
  task_news: counted("News of tasks, by the way it came and what it said.", "provider", "via", "status"),
  webhook_refused: counted("Deliveries to the webhook without a proof, or with a wrong one.", "provider"),
  webhook_deliveries: counted("Proven deliveries to the webhook: known, unknown (told to come again), foreign (unknown for long), ignored (says nothing), unread (kept, in a form that is not known).", "provider", "result"),
  webhook_given_up: counted("Deliveries that could not be worked on in all their tries.", "provider"),
  host_event_deliveries: counted("Tries to tell an endpoint of the host's an event: delivered, retry, given_up, disabled.", "result"),
  ledger_calls: counted("Calls of a credit ledger of the host's, by what came of them: its answer, or unknown.", "ledger", "call", "result"),
  external_holds: counted("Holds of a credit ledger of the host's that were settled: captured, released, short (made, and not all charged).", "ledger", "result"),
  exports: counted("Files of other formats that were asked for, by what became of them: direct and provider (the model's own), shared (made or being made already), made, gone (the model was deleted meanwhile), or why it failed.", "format", "result"),
  export_making: measured("Making a file of another format, from the model's file to its place in the storage.", "format", "result"),
  batch_items: counted("Items of batches, by what became of them: started, or without a model failed, skipped (it is being made already) or cancelled.", "result"),
  derivatives: counted("What is made of each model after its success, by what became of it: made, or why it failed.", "name", "result"),
  derivative_making: measured("Making one of them.", "name", "result"),
  photo_matches: counted("Models that were compared with their photos, by who made them and whether the likeness is low.", "provider", "result"),
  photo_match_percents: counted("The sum of how well they match, in per cent: divided by how many were compared, the mean of a provider.", "provider"),
  viewer_load: measured("From when a viewer began to load until its model was shown, as pages tell it: the light file (low) or the full one.", "quality"),
  viewer_faults: counted("Viewers that could show no model, as pages tell it, by why.", "fault"),
  rate_limited: counted("Requests that were refused since their user or address sent too many, by the limit.", "limit"),
  job: measured("Running a job of the queue once, by how it ended: done, failed (tried again, or given up), handed_back.", "queue", "result"),
  jobs: stated("Jobs in the queue: ready (for a worker to take), deferred (for later), running.", "queue", "state"),
  job_age_seconds: stated("For how long the job that has waited longest could have been taken.", "queue"),
  generations_open: stated("Models that are being made or wait for it.", "provider", "status"),
  generations_open_age_seconds: stated("For how long the oldest of them has been under way.", "provider"),
  generation_deadline_seconds: stated("For how long a generation may be under way before it is given up."),
  batch_items_waiting: stated("Items of batches that run which wait for a place with their provider; until they have one there is no job and no model of them.", "provider"),
  batch_turn_age_seconds: stated("For how long the user has waited whose turn with the provider has not come for longest: since they asked, or since the last start of theirs.", "provider"),
  files_waiting: stated("Files of results that are not copied yet, by how much is left of the time in which their service keeps them: plenty, or a_third and less.", "provider", "left"),
  webhooks_waiting: stated("Deliveries that wait to be worked on or for their task to be known.", "provider"),
  host_events_waiting: stated("Deliveries to endpoints of the host's that are still to be made."),
  info: stated("1, with the version that runs.", "version"),
  glb_validation: measured("Checking a GLB from outside.", "result"),
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;
export type CountName = { [Name in MetricName]: (typeof METRICS)[Name]["kind"] extends "count" ? Name : never }[MetricName];
export type DurationName = { [Name in MetricName]: (typeof METRICS)[Name]["kind"] extends "duration" ? Name : never }[MetricName];
export type StateName = Exclude<MetricName, CountName | DurationName>;
export type LabelsOf<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]["labels"][number], string>>;
