import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { startTestHost } from "./start-test-host.ts";
import { openTestConnection } from "./test-connection.ts";

/** Streams look by themselves every ten seconds; who was told needs a moment. */
const TOLD_WITHIN_MS = 5_000;

it("open pages are told at once of credits for a user whose id the host writes in capitals", async () => {
  const connection = await openTestConnection("postgres");
  const host = await startTestHost({ database: connection.database, withoutWorkers: true });
  const ending = new AbortController();
  try {
    const userId = randomUUID();
    const response = await fetch(`${host.url}/api/model-events`, { headers: { "x-user": userId }, signal: ending.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    // What the stream begins with.
    await reader?.read();
    const since = performance.now();
    await host.model3d.credits.grant({ userId: userId.toUpperCase(), amount: 10, planType: "one_time", reason: "test" });
    let text = "";
    while (!text.includes("credits.changed")) text += (await reader?.read())?.value ?? "";
    expect(performance.now() - since).toBeLessThan(TOLD_WITHIN_MS);
  } finally {
    ending.abort();
    await host.stop();
    await connection.close();
  }
});
