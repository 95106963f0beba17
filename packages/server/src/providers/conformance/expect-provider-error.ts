import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ProviderError } from "../provider-error.ts";

const ACTORS: readonly unknown[] = ["user", "host", "provider"];
/** Deep enough for causes of causes. */
const INSPECTED_DEPTH = 8;

/** What a piece of work fails with; anything else than a sensible `ProviderError` that names no secret fails the check. */
export async function expectProviderError(work: Promise<unknown>, secrets: readonly string[] = []): Promise<ProviderError> {
  const error = await failureOf(work);
  assert.ok(error instanceof ProviderError, `it must fail with a ProviderError, not ${inspect(error)}`);
  assert.ok(ACTORS.includes(error.actor), `actor must be user, host or provider, not ${inspect(error.actor)}`);
  assert.match(error.code, /^\w[\w.-]*$/, "code must be one word");
  assert.match(error.message, /\w.*[.!?]$/s, `the user reads the message; it must be whole sentences, not ${inspect(error.message)}`);
  assert.doesNotMatch(error.message, /\w+:\/\//, "the message must name no address");
  assert.ok(error.retryAfterMs === null || error.retryAfterMs >= 0, "retryAfterMs must not be negative");
  expectNoSecret(error, secrets);
  return error;
}

/** What a piece of work fails with. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  assert.fail("it must fail, and did not");
}

/** Looks into every text that a log would write of a value, causes included. */
export function expectNoSecret(value: unknown, secrets: readonly string[]): void {
  const text = typeof value === "string" ? value : inspect(value, { depth: INSPECTED_DEPTH, showHidden: true });
  for (const secret of secrets) assert.ok(!text.includes(secret), "a key or a secret stands in what the provider says or throws");
}
