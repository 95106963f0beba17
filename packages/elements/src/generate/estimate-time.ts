import type { Model3DClient } from "@model-3d/client";
import type { Model } from "@model-3d/contract";
import type { Messages } from "../locale/locale.ts";

const MS_PER_SECOND = 1000;
const PAST_RUNS = 50;
/** With fewer there is nothing to judge by. */
const MIN_RUNS = 3;
/** What nearly all runs keep to: longer than this share of them is "longer than usual". */
const USUAL_SHARE = 0.9;

/** How long the user's earlier models took, in seconds, by who made them. */
export type PastRuns = ReadonlyMap<string, readonly number[]>;

export async function loadPastRuns(client: Model3DClient): Promise<PastRuns> {
  const { models } = await client.page({ status: "SUCCEEDED", limit: PAST_RUNS });
  const runs = new Map<string, number[]>();
  for (const model of models) {
    const seconds = secondsOf(model);
    if (seconds !== null) runs.set(model.provider, [...(runs.get(model.provider) ?? []), seconds]);
  }
  return runs;
}

/** What can honestly be said of the time that a generation still takes, in seconds, as `count` others took; it is `isLonger` when it has taken more than nearly all of them, `seconds`. */
interface TimeEstimate {
  isLonger: boolean;
  seconds: number;
  count: number;
}

/** In a sentence; `null` when too few were made before. */
export function describeTime(model: Model, pastRuns: PastRuns, nowMs: number, messages: Messages): string | null {
  const estimate = estimateTime(model, pastRuns, nowMs);
  if (estimate === null) return null;
  const duration = messages.duration(estimate.seconds);
  return estimate.isLonger ? messages.timeLonger(duration) : messages.timeLeft(duration, estimate.count);
}

/** In a few words; empty when too few were made before. */
export function describeTimeBriefly(model: Model, pastRuns: PastRuns, nowMs: number, messages: Messages): string {
  const estimate = estimateTime(model, pastRuns, nowMs);
  if (estimate === null) return "";
  return estimate.isLonger ? messages.timeLongerBriefly : messages.timeLeftBriefly(messages.duration(estimate.seconds));
}

function estimateTime(model: Model, pastRuns: PastRuns, nowMs: number): TimeEstimate | null {
  const runs = [...(pastRuns.get(model.provider) ?? [])].sort((one, other) => one - other);
  if (runs.length < MIN_RUNS) return null;
  const usualLimit = runs[Math.ceil(runs.length * USUAL_SHARE) - 1] ?? 0;
  const elapsed = Math.max(0, (nowMs - Date.parse(model.created_at)) / MS_PER_SECOND);
  const isLonger = elapsed > usualLimit;
  // Those that took less are no measure any more for one that goes on.
  const longer = runs.filter((seconds) => seconds > elapsed);
  const typical = longer[Math.floor((longer.length - 1) / 2)] ?? usualLimit;
  return { isLonger, seconds: calm(isLonger ? usualLimit : Math.max(typical - elapsed, 1)), count: runs.length };
}

function secondsOf({ status, created_at, finished_at }: Model): number | null {
  if (status !== "SUCCEEDED" || finished_at === null) return null;
  const seconds = (Date.parse(finished_at) - Date.parse(created_at)) / MS_PER_SECOND;
  return seconds > 0 ? seconds : null;
}

/** To the full five seconds above ten: a figure that flickers is read as noise. */
function calm(seconds: number): number {
  return seconds <= 10 ? Math.ceil(seconds) : Math.round(seconds / 5) * 5;
}
