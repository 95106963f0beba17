import { ProviderError, type ProviderErrorOptions } from "../provider-error.ts";
import { withQuote } from "./quote-meshy.ts";

/** An answer of Meshy's that is no success. */
export interface MeshyRefusal {
  status: number;
  /** Of its body `{"message"}`; `null` where the body was something else. */
  message: string | null;
  retryAfterMs: number | null;
}

export interface ToMeshyErrorOptions {
  /** Whether a task was asked for: its fate is then told too. */
  creates: boolean;
  /** Whether Meshy had to fetch a photo from here. */
  linksPhotos?: boolean;
}

/** Fields of a create request that only the host decides about: a user can do nothing against their refusal. */
const HOST_FIELDS = /\b(ai_model|geometry_resolution|should_\w+|topology|decimation_mode|save_pre_remeshed_model|image_enhancement|remove_lighting|moderation|target_formats|auto_size|origin_at|\w+_thumbnails?|texture_image_url)\b/;
const UNFETCHED = /download|fetch|reach|retriev|access/i;
const NO_PLACE = /NoMore(Concurrent|Pending)Tasks/i;

/** Says who has to do something about a refusal, whether the same request may succeed later, and whether a task may have been made. */
export function toMeshyError({ status, message, retryAfterMs }: MeshyRefusal, { creates, linksPhotos = false }: ToMeshyErrorOptions): ProviderError {
  const error = (text: string, options: Pick<ProviderErrorOptions, "actor" | "code"> & Partial<ProviderErrorOptions>) =>
    new ProviderError(text, { retryable: false, ...(retryAfterMs === null ? {} : { retryAfterMs }), ...options });

  if (status >= 500 || status === 408) {
    return error("Meshy does not answer properly at the moment. Please try again later.", { actor: "provider", retryable: true, code: "provider_unavailable", taskFate: creates ? "unknown" : "none" });
  }
  switch (status) {
    case 400:
    case 422:
      if (linksPhotos && UNFETCHED.test(message ?? "")) return error("Meshy could not fetch the photos from here. The operator has to check the public address of this server.", { actor: "host", code: "photos_not_reachable" });
      if (HOST_FIELDS.test(message ?? "")) return error(withQuote("Meshy refused the way in which the model was asked for. The operator has to correct it.", message), { actor: "host", code: "provider_options_refused" });
      return error(withQuote("Meshy refused the request.", message), { actor: "user", code: "invalid_input" });
    case 413:
      return error("The photos are too large for Meshy. Use smaller ones.", { actor: "user", code: "photos_too_large" });
    case 401:
      return error("Meshy does not accept the key of this server. The operator has to correct it.", { actor: "host", code: "provider_key_refused" });
    case 402:
      return error("The Meshy account of this server has no credits left. The operator has to buy more.", { actor: "host", code: "provider_account_empty" });
    case 403:
      return error(withQuote("Meshy does not allow this to the account of this server. The operator has to look into it.", message), { actor: "host", code: "provider_forbidden" });
    case 429:
      if (NO_PLACE.test(message ?? "")) return error("Meshy has no free place for a model at the moment. Please try again later.", { actor: "provider", retryable: true, code: "no_free_place", limit: "places" });
      return error("Meshy gets too many requests at the moment. Please try again later.", { actor: "provider", retryable: true, code: "rate_limited", limit: "rate" });
    case 409:
      return error(withQuote("Meshy is busy with the same thing. Please try again later.", message), { actor: "provider", retryable: true, code: "conflict" });
    case 404:
    case 405:
      return error("Meshy does not know what it was asked for. The operator has to check its address.", { actor: "host", code: "not_found" });
    default:
      if (status < 400) return error("Meshy's address leads somewhere else. The operator has to check it.", { actor: "host", code: "redirected" });
      return error(withQuote("Meshy refused the request.", message), { actor: "provider", code: `status_${status}` });
  }
}

/** Meshy said something that is not what was asked for. */
export function unreadableAnswer({ creates }: { creates: boolean }): ProviderError {
  return new ProviderError("Meshy gave an answer that cannot be read. Please try again later.", { actor: "provider", retryable: true, code: "unreadable_answer", taskFate: creates ? "unknown" : "none" });
}

const SECOND_MS = 1000;
const MAX_RETRY_AFTER_MS = 60 * 60 * SECOND_MS;

/** The header `Retry-After` (RFC 9110, 10.2.3) in milliseconds, at most an hour; a date counts from the answer's own `Date`. */
export function readRetryAfter(retryAfter: string | undefined, date: string | undefined): number | null {
  if (retryAfter === undefined) return null;
  const ms = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * SECOND_MS : Date.parse(retryAfter) - Date.parse(date ?? "");
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null;
}
