import { randomUUID } from "node:crypto";
import type { HostEvent } from "@model-3d/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TaskReport } from "../src/providers/provider.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";

const MINUTE_MS = 60_000;
const FILE = "https://assets.example.com/model.glb";
const WITHOUT_FILES: TaskReport = { status: "SUCCEEDED", files: [], filesExpireAt: null, cost: { amount: 30, unit: "credits" } };

describe("news that a service may take back", () => {
  let host: TestHost;
  let service: StubAsyncProvider;
  let aheadMs: number;
  let user: string;
  let taskId: string;

  beforeEach(async () => {
    aheadMs = 0;
    const now = () => new Date(Date.now() + aheadMs);
    service = createStubAsyncProvider({ now });
    host = await startTestHost({ providers: [service], tasks: { news: { sweeper: false, stream: false }, askIntervalMs: 1 }, clock: { now } });
    user = await host.user(10);
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
    taskId = body.taskId;
  });
  afterEach(() => host.stop());

  /** What the page sees when it asks so much later. */
  const statusAfter = async (ms: number, report: TaskReport): Promise<string> => {
    aheadMs += ms;
    service.tell(taskId, report);
    const { body } = await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user });
    return body.status;
  };
  const credits = async () => (await host.call("GET", "/api/credits", { user })).body;

  it("takes a success whose files come a little later as a success, however old its task is", async () => {
    expect(await statusAfter(20 * MINUTE_MS, WITHOUT_FILES)).toBe("PENDING");
    expect(await statusAfter(4 * MINUTE_MS, WITHOUT_FILES)).toBe("PENDING");
    expect(await statusAfter(1_000, succeededAt(FILE))).toBe("SUCCEEDED");
    expect(await credits()).toMatchObject({ balance: 0, held: 0 });
  });

  it("takes no single word that a task is gone as its end, however old it is", async () => {
    expect(await statusAfter(20 * MINUTE_MS, { status: "GONE" })).toBe("PENDING");
    expect(await statusAfter(1_000, { status: "IN_PROGRESS", progress: 40 })).toBe("IN_PROGRESS");
    // What was said before the other word does not count.
    expect(await statusAfter(3 * MINUTE_MS, { status: "GONE" })).toBe("IN_PROGRESS");
    expect(await statusAfter(1_000, succeededAt(FILE))).toBe("SUCCEEDED");
  });

  it.each([
    ["gone", { status: "GONE" }, 2],
    ["without its files", WITHOUT_FILES, 5],
  ] as const)("believes that a task is %s when it has been said for long enough, charges nothing, and tells of a success that still comes", async (_what, report, minutes) => {
    const heard: HostEvent[] = [];
    host.model3d.on("task.late", (event) => void heard.push(event));
    expect(await statusAfter(MINUTE_MS, report)).toBe("PENDING");
    expect(await statusAfter(minutes * MINUTE_MS + 1, report)).toBe("FAILED");
    expect(await credits()).toMatchObject({ balance: 10, held: 0 });
    service.tell(taskId, succeededAt(FILE));
    await host.call("POST", `/api/webhooks/${service.name}`, { body: service.bodyOf(taskId, succeededAt(FILE)), headers: { "content-type": "application/json", "x-stub-secret": "stub-webhook-secret" } });
    await until("the operator is told of it", () => heard.length > 0);
    expect(await credits()).toMatchObject({ balance: 10, held: 0 });
  });
});
