import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CreditOptions } from "../src/credits/credit-options.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, failedBecause, type StubAsyncProvider } from "./stub-async-provider.ts";
import { createStubLedger } from "./stub-ledger.ts";

const DAY_MS = 24 * 60 * 60_000;

describe.each(["our own tables", "a ledger of the host's"] as const)("a limit of one model a day, with credits in %s", (kept) => {
  let service: StubAsyncProvider;
  let host: TestHost;
  let give: (user: string) => void | Promise<void>;
  let now: Date;
  beforeEach(() => {
    // Noon, so that no run of this test goes over the end of a day.
    now = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2);
  });
  afterEach(() => host.stop());

  const open = async (limits: CreditOptions["limits"], openTasks = 1000) => {
    service = createStubAsyncProvider({ limits: { requestsPerSecond: 1000, openTasks } });
    const ledger = kept === "our own tables" ? null : createStubLedger();
    host = await startTestHost({ providers: [service], credits: { limits, ...(ledger ? { ledger } : {}) }, clock: { now: () => now } });
    give = ledger ? (user) => ledger.give(user, 100) : async (userId) => void (await host.model3d.credits.topUp({ userId, amount: 100, reason: "test" }));
  };
  const newUser = async () => {
    const user = await host.user(0);
    await give(user);
    const imageUrls = await uploadPhotos(host, user);
    return {
      start: (): Promise<Answer> => host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() } }),
      remove: (modelId: string): Promise<Answer> => host.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user }),
      status: async (taskId: string): Promise<string> => (await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body.status,
    };
  };

  it.each(["user", "host"] as const)("of the %s is not lifted by deleting what the service was asked for: one task is paid for, however often", async (scope) => {
    await open({ [scope]: { day: 10 } });
    const user = await newUser();
    const answers: Answer[] = [];
    for (let time = 0; time < 5; time += 1) {
      const answer = await user.start();
      answers.push(answer);
      if (answer.status === 200) expect((await user.remove(answer.body.modelId)).status).toBe(200);
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 429, 429, 429]);
    expect(answers[1]?.body).toMatchObject({ scope, period: "day" });
    expect(service.tasks).toHaveLength(1);
    now = new Date(now.getTime() + DAY_MS);
    expect((await user.start()).status).toBe(200);
  });

  it("is given back by what the service has never heard of, and by what failed", async () => {
    await open({ user: { day: 10 } }, 1);
    const [first, second] = [await newUser(), await newUser()];
    const running = await first.start();
    const waiting = await second.start();
    expect((await second.remove(waiting.body.modelId)).status).toBe(200);
    expect((await second.start()).status).toBe(200);
    expect(service.tasks).toHaveLength(1);
    service.tell(service.tasks[0]?.taskId ?? "", failedBecause("no object in the photos"));
    await until("the failure is known", async () => (await first.status(running.body.taskId)) === "FAILED");
    expect((await first.start()).status).toBe(200);
  });
});
