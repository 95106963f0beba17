/** The names of all events of a user's stream; kept free of schemas so that a page can import them for nothing. */
export const STREAM_EVENT_TYPES = [
  "model.created",
  "model.progress",
  "model.succeeded",
  "model.failed",
  "model.activated",
  "model.deleted",
  "export.progress",
  "export.ready",
  "export.failed",
  "archive.ready",
  "archive.failed",
  "batch.progress",
  "batch.done",
  "credits.changed",
] as const;

/** Sent instead of a replay when the asked-for events are no longer kept: the reader has to ask for everything anew. */
export const STREAM_RESET_EVENT = "stream.reset";

/** Sent at the start of a stream; its id is the place from which the stream goes on. */
export const STREAM_OPEN_EVENT = "stream.open";
