import { setTimeout as pause } from "node:timers/promises";
import type { ServiceContext } from "../service-context.ts";
import type { AsynchronousProvider, ProviderCall, ProviderLimits } from "./provider.ts";
import { pauseAccount, reserveTurn } from "./provider-account-repository.ts";
import { ProviderError } from "./provider-error.ts";

/** Part of the allowed requests that come evenly, and part that may come at once: together below what the service counts in any second. */
const STEADY_SHARE = 0.75;
const BURST_SHARE = 0.2;
const DEFAULT_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60 * 60_000;

/**
 * How long a call waits for its turn at most. What can be asked again later leaves before it makes a long line, so that a submission, which
 * has a paid task and its user waiting, has at most the others' few seconds before it.
 */
const LONGEST_WAITS_MS = { status: 1_000, look: 3_000, cancel: 15_000, submission: 40_000 };
export type CallPurpose = keyof typeof LONGEST_WAITS_MS;

/** How far apart requests come, and how far ahead of that a quiet account may go, in milliseconds. */
export function planTurns({ requestsPerSecond }: Pick<ProviderLimits, "requestsPerSecond">): { intervalMs: number; burstMs: number } {
  const intervalMs = 1000 / (requestsPerSecond * STEADY_SHARE);
  return { intervalMs, burstMs: Math.max(0, Math.floor(requestsPerSecond * BURST_SHARE) - 1) * intervalMs };
}

/** What goes with a call to a service: before each request it waits for the account's turn, which all processes take from the database. */
export function callOf(context: ServiceContext, provider: AsynchronousProvider, { signal, purpose }: { signal: AbortSignal; purpose: CallPurpose }): ProviderCall {
  const turns = { ...planTurns(provider.limits), longestWaitMs: LONGEST_WAITS_MS[purpose] };
  return {
    signal,
    async beforeRequest() {
      signal.throwIfAborted();
      const waitMs = await context.database.statementAsService((trx) => reserveTurn(trx, provider.name, turns));
      if (waitMs === null) throw new ProviderError("The generator is busy. Please try again later.", { actor: "provider", retryable: true, code: "no_turn" });
      if (waitMs > 0) await pause(waitMs, undefined, { signal });
    },
  };
}

/** For how long a service that was asked too often, or has no place, is left alone: as long as it says, up to an hour. */
export function pauseAfter({ retryAfterMs }: ProviderError, otherwiseMs: number = DEFAULT_PAUSE_MS): number {
  return Math.min(MAX_PAUSE_MS, Math.max(0, retryAfterMs ?? otherwiseMs));
}

/** Heeds a service that says it was asked too often, in every process. */
export async function heedLimit(context: ServiceContext, provider: string, error: ProviderError): Promise<void> {
  if (error.limit !== "rate") return;
  await context.database.statementAsService((trx) => pauseAccount(trx, provider, pauseAfter(error)));
}

/** Calls a service, and heeds it when it says that it was asked too often. @throws what the call throws. */
export async function callHeeding<T>(context: ServiceContext, provider: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ProviderError) await heedLimit(context, provider, error);
    throw error;
  }
}
