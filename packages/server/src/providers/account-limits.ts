import { setTimeout as pause } from "node:timers/promises";
import type { ServiceContext } from "../service-context.ts";
import type { AsynchronousProvider, ProviderCall, ProviderLimits } from "./provider.ts";
import { pauseAccount, reserveTurn } from "./provider-account-repository.ts";
import type { ProviderError } from "./provider-error.ts";

/** Part of the allowed requests that come evenly, and part that may come at once: together below what the service counts in any second. */
const STEADY_SHARE = 0.75;
const BURST_SHARE = 0.2;
const DEFAULT_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60_000;

/** How far apart requests come, and how far ahead of that a quiet account may go, in milliseconds. */
export function planTurns({ requestsPerSecond }: Pick<ProviderLimits, "requestsPerSecond">): { intervalMs: number; burstMs: number } {
  const intervalMs = 1000 / (requestsPerSecond * STEADY_SHARE);
  return { intervalMs, burstMs: Math.max(0, Math.floor(requestsPerSecond * BURST_SHARE) - 1) * intervalMs };
}

/** What goes with a call to a service: before each request it waits for the account's turn, which all processes take from the database. */
export function callOf(context: ServiceContext, provider: AsynchronousProvider, signal: AbortSignal): ProviderCall {
  const turns = planTurns(provider.limits);
  return {
    signal,
    async beforeRequest() {
      signal.throwIfAborted();
      const waitMs = await context.database.asService((trx) => reserveTurn(trx, provider.name, turns));
      if (waitMs > 0) await pause(waitMs, undefined, { signal });
    },
  };
}

/** Heeds a service that says it was asked too often, in every process. */
export async function heedLimit(context: ServiceContext, provider: string, error: ProviderError): Promise<void> {
  if (error.limit !== "rate") return;
  const pauseMs = Math.min(MAX_PAUSE_MS, error.retryAfterMs ?? DEFAULT_PAUSE_MS);
  await context.database.asService((trx) => pauseAccount(trx, provider, pauseMs));
}
