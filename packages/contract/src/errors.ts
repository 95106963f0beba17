import { z } from "zod";

/** Who can do something about an error: it decides the tone of the message and what is logged. */
export type ErrorActor = "user" | "host" | "provider";

interface ErrorEntry {
  readonly status: number;
  readonly actor: ErrorActor;
  /** The short title, the same for every occurrence. */
  readonly error: string;
  /** What to do, when the place that raises the error knows nothing more precise. */
  readonly message: string;
}

const entry = (status: number, actor: ErrorActor, error: string, message: string): ErrorEntry => ({ status, actor, error, message });

/** The one table of errors: every answer that is not a success carries a `code` of this table and its status. */
export const ERRORS = {
  invalid_request: entry(400, "user", "Invalid request", "Correct the fields that `issues` names and send the request again."),
  image_unreadable: entry(400, "user", "Photo cannot be read", "Use a JPG, PNG or WebP photo."),
  image_too_small: entry(400, "user", "Photo too small", "Use a photo of at least 256 pixels on its shorter side; 1024 or more is best."),
  image_too_large: entry(400, "user", "Photo too large", "Use a photo of at most 64 million pixels; 1024 to 4096 on a side is best."),
  image_unfetchable: entry(400, "user", "Photo cannot be fetched", "Check that the photo's address is public and starts with https, or upload the photo."),
  unauthorized: entry(401, "user", "Not signed in", "Sign in and try again."),
  insufficient_credits: entry(402, "user", "Not enough credits", "Buy credits or wait for the next period, then try again."),
  link_invalid: entry(403, "user", "Link no longer valid", "This link has expired or was changed. Reload the page to get a new one."),
  cross_site_refused: entry(403, "user", "From another site", "This page may not change anything here. Open the application itself and try again there."),
  not_permitted: entry(403, "user", "Not permitted", "Your account may look at this and not change it. Ask somebody who may."),
  not_found: entry(404, "user", "Not found", "It does not exist, or it is not yours. Check the id and the account you are signed in with."),
  method_not_allowed: entry(405, "user", "Method not allowed", "This address does not take that method; `Allow` lists those it takes."),
  format_unavailable: entry(409, "user", "Format not available", "This server does not make that format; `/export-formats` lists those it makes."),
  generation_in_progress: entry(409, "user", "Already being made", "A model of this source is being made. Wait until it is done."),
  batch_ended: entry(409, "user", "Batch has ended", "It cannot be changed any more. Start another batch with what is still to be made."),
  paused_by_operator: entry(409, "user", "Paused by an operator", "Those who run this server have paused this batch, and will resume it. What has not begun can be cancelled meanwhile."),
  nothing_to_archive: entry(409, "user", "Nothing to take away", "None of these models has succeeded, or they were deleted. Wait until one is made, then ask again."),
  nothing_to_make: entry(400, "user", "Nothing to make", "No item of the batch can be made: `leftOut` says why. Add the photos that are missing, then start it again."),
  not_succeeded: entry(409, "user", "Version not finished", "Only a version that succeeded can be made the active one."),
  only_version: entry(409, "user", "Only version", "The active version cannot be deleted while it is the only one. Make another version first."),
  cannot_cancel: entry(409, "user", "Cannot be cancelled", "This version is being made and cannot be stopped. Delete it when it is done."),
  generation_ended: entry(409, "user", "Generation has ended", "It goes on no more, so it can be neither tried again nor given up."),
  correction_refused: entry(409, "user", "Correction not made", "No credits were moved. `message` says why."),
  refund_refused: entry(409, "user", "Refund not made", "No credits were moved. `message` says why."),
  idempotency_in_flight: entry(409, "user", "Request in progress", "A request with this Idempotency-Key is being worked on. Try again in a moment."),
  payload_too_large: entry(413, "user", "Too large", "Send less at once; `limit` says how many bytes are taken."),
  unsupported_media_type: entry(415, "user", "Unsupported content type", "Send JSON with `Content-Type: application/json`, photos as multipart/form-data."),
  range_not_satisfiable: entry(416, "user", "No such part", "Ask for a range of bytes within the file; `size` says how many it has."),
  idempotency_mismatch: entry(422, "user", "Idempotency-Key reused", "This Idempotency-Key was sent with another body before. Use a new key for a new request."),
  credit_limit_reached: entry(429, "user", "Limit reached", "No more credits can be spent in this period. `endsAt` says when it ends; try again then."),
  too_many_generations: entry(429, "user", "Too many at once", "As many of your models are being made as may be at once. Wait until one is done, then try again."),
  too_many_batches: entry(429, "user", "Too many at once", "As many of your batches are open as may be at once. Wait until one is done, or cancel one."),
  too_many_exports: entry(429, "user", "Too many at once", "As many of your files are being made as may be at once. Wait until one is ready, then try again."),
  rate_limited: entry(429, "user", "Too many requests", "Wait for as long as `Retry-After` says, then try again."),
  internal_error: entry(500, "host", "Something went wrong", "It was logged under this request id. Try again; if it happens again, tell the operator the id."),
  provider_error: entry(502, "provider", "The generator refused", "Nothing was charged. Check the photos, then try again."),
  file_unavailable: entry(502, "provider", "File not available", "The service that made this file did not give it. Try again in a while; if it stays so, make the model anew."),
  provider_unavailable: entry(503, "host", "The generator is not available", "Nothing was charged. Try again later; the operator has been told."),
  credits_unavailable: entry(503, "host", "Credits not available", "The service that keeps your credits does not answer. Nothing was charged; try again in a while."),
  service_unavailable: entry(503, "host", "Not available right now", "Try again in a few seconds; what was done already is not done twice."),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

export const issueSchema = z.object({ path: z.string(), message: z.string() });
export type Issue = z.infer<typeof issueSchema>;

/** The body of every answer that is not a success. Details of the code (balance, cost, modelId …) stand beside these keys. */
export const errorBodySchema = z.looseObject({
  success: z.literal(false),
  code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
  error: z.string(),
  message: z.string(),
  issues: z.array(issueSchema).optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
