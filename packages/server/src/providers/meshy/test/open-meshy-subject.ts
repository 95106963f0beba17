import { createStillClock, makeBoxModel, startMeshySimulator, type MakeModel } from "@model-3d/meshy-simulator";
import type { ProviderUnderTest } from "../../conformance/index.ts";
import { openRelay } from "../../conformance/test/open-relay.ts";
import { createMeshyProvider } from "../create-meshy-provider.ts";

const SECRET = "whsec-of-the-simulator";
const WRONG_KEY = "msy_a_key_that_is_wrong";
const TASKS = "/openapi/v1/multi-image-to-3d";
const STEP_MS = 20_000;

/** The Meshy provider against the simulator, whose clock stands still, and every situation that it can be brought into. */
export async function openMeshySubject(): Promise<ProviderUnderTest> {
  const relay = await openRelay((path) => path.startsWith("/openapi/"));
  const seen = new Map<unknown, readonly Uint8Array[]>();
  const makeModel: MakeModel = (images, options) => (seen.set(options.request, images), makeBoxModel(images, options));
  const simulator = await startMeshySimulator({ clock: createStillClock(), makeModel, limits: { requestsPerSecond: 1000, queuedTasks: 100 }, publicUrl: relay.url });
  relay.target = simulator.url;
  const createProvider = (apiKey: string) => createMeshyProvider({ apiKey, baseUrl: relay.url, webhookSecrets: ["another-secret", SECRET] });
  return {
    provider: createProvider(simulator.apiKey),
    secrets: [simulator.apiKey, WRONG_KEY, SECRET],
    now: () => new Date(simulator.now()),
    countRequests: () => relay.count,
    async seenViews(taskId, photos) {
      await simulator.finishAll();
      const images = seen.get(simulator.tasks.find(({ id }) => id === taskId)?.request) ?? [];
      return images.map((image) => photos.find(({ bytes }) => Buffer.compare(image, bytes) === 0)?.view ?? null);
    },
    advance: () => simulator.advance(STEP_MS),
    finish: () => simulator.finishAll(),
    failNextTask: () => simulator.fault("failed-invalid-input"),
    unknownTask: { taskId: "019c0000-0000-7000-8000-000000000000" },
    loseNextAnswer: () => simulator.fault("create-cut-after"),
    limitNextCreate: () => simulator.fault("create-no-pending-tasks"),
    hangNextRequest: () => relay.spoilNext("hang"),
    breakNextRead: () => relay.spoilNext("break", "GET"),
    withWrongKey: () => createProvider(WRONG_KEY),
    download: async ({ url }) => new Uint8Array(await (await fetch(url)).arrayBuffer()),
    webhook: {
      proofHeader: "x-meshy-api-webhook-secret-key",
      async deliver(taskId) {
        const answer = await fetch(`${simulator.url}${TASKS}/${taskId}`, { headers: { authorization: `Bearer ${simulator.apiKey}` } });
        const headers = { "content-type": "application/json", "x-meshy-api-webhook-secret-key": SECRET, "x-meshy-api-webhook-user-id": simulator.userId };
        return { headers, query: new URLSearchParams(), rawBody: new Uint8Array(await answer.arrayBuffer()), now: new Date(simulator.now()) };
      },
    },
    async close() {
      await relay.close();
      await simulator.close();
    },
  };
}
