import type { IncomingMessage } from "node:http";
import { MeshyError } from "./meshy-error.ts";

/** Keys, credits and limits of the one account. */
export interface Account {
  readonly userId: string;
  balance: number;
  /** @throws `MeshyError` 401 */
  authenticate(request: IncomingMessage): void;
  /** @throws `MeshyError` 429 RateLimitExceeded */
  countRequest(): void;
  /** Takes a task's price. @throws `MeshyError` 402 */
  pay(cost: number): void;
  /** @throws `MeshyError` 429 NoMoreConcurrentTasks, NoMorePendingTasks */
  requirePlace(count: { waiting: number; running: number }): void;
}

export interface AccountOptions {
  userId: string;
  apiKeys: readonly string[];
  balance: number;
  requestsPerSecond: number;
  queuedTasks: number;
  now(): number;
}

const WINDOW_MS = 1000;

export const rateLimited = (headers: Readonly<Record<string, string>> = { "retry-after": "1" }): MeshyError => new MeshyError(429, "RateLimitExceeded: Too many requests", headers);
export const noMoreConcurrentTasks = (): MeshyError => new MeshyError(429, "NoMoreConcurrentTasks: The limit of concurrent tasks has been reached");
export const noMorePendingTasks = (): MeshyError => new MeshyError(429, "NoMorePendingTasks: The limit of pending tasks has been reached");

export function createAccount({ userId, apiKeys, balance, requestsPerSecond, queuedTasks, now }: AccountOptions): Account {
  let recent: number[] = [];
  return {
    userId,
    balance,
    authenticate({ headers }) {
      const [, key] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
      if (!key || !apiKeys.includes(key)) throw new MeshyError(401, "Unauthorized: Invalid API key");
    },
    countRequest() {
      const since = now() - WINDOW_MS;
      recent = recent.filter((at) => at > since);
      if (recent.length >= requestsPerSecond) throw rateLimited();
      recent.push(now());
    },
    pay(cost) {
      if (this.balance < cost) throw new MeshyError(402, "InsufficientCredits: Insufficient funds");
      this.balance -= cost;
    },
    requirePlace({ waiting, running }) {
      if (waiting + running < queuedTasks) return;
      throw waiting > 0 ? noMorePendingTasks() : noMoreConcurrentTasks();
    },
  };
}
