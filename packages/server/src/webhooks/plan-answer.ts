import type { ResolvedWebhookOptions } from "./webhook-options.ts";

/** So long after the first sighting of an unknown task its deliveries are wanted again. */
export const UNKNOWN_YOUNG_MS = 10 * 60_000;
/** From this delivery of an unknown task on, none is wanted again. */
export const UNKNOWN_DELIVERIES = 5;

/** What has been seen of a task that no model has, the delivery at hand included. */
export interface Sightings {
  count: number;
  firstAt: Date;
}

/** Whether a delivery about an unknown task shall come again: only while the task may still turn out to be ours, so that foreign ones never get the webhook disabled. */
export function isWantedAgain({ count, firstAt }: Sightings, now: Date, { unknownTask }: ResolvedWebhookOptions): boolean {
  return unknownTask === "retry" && count < UNKNOWN_DELIVERIES && now.getTime() - firstAt.getTime() < UNKNOWN_YOUNG_MS;
}
