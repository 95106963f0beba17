import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Answer } from "../../../test/start-test-host.ts";
import { startTestHost, until, type TestHost, type TestHostOptions } from "../../../test/start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER, type StubAsyncProvider, type StubTask } from "../../../test/stub-async-provider.ts";
import { uploadPhotos } from "../../../test/photos.ts";
import type { TaskReport } from "../../providers/provider.ts";
import { listDeliveries, type InboxEntry } from "../webhook-service.ts";

/** Only webhooks bring news, so that whatever moves was moved by one. */
export const WEBHOOKS_ONLY = { news: { webhooks: true, status: false, sweeper: false, stream: false } } as const;

export interface WebhookHost {
  host: TestHost;
  stub: StubAsyncProvider;
  /** The same database by another connection. */
  test: TestDatabase;
  /** Sends a delivery; with the right secret when nothing else is said. */
  deliver(body: string | Uint8Array, options?: { secret?: string | null; headers?: Record<string, string>; path?: string }): Promise<Answer>;
  tell(taskId: string, report: TaskReport | { status: string }): Promise<Answer>;
  /** Starts a generation whose task the service has. */
  start(): Promise<{ user: string; task: StubTask; modelId: string; state(): Promise<Answer["body"]> }>;
  inbox(): Promise<InboxEntry[]>;
  close(): Promise<void>;
}

/** A host on a Postgres of its own, with an asynchronous provider that the test plays. */
export async function startWebhookHost({ stub = createStubAsyncProvider(), test, ...options }: TestHostOptions & { stub?: StubAsyncProvider; test?: TestDatabase } = {}): Promise<WebhookHost> {
  const own = test ?? (await createTestDatabase({ kind: "postgres" }));
  const host = await startTestHost({ database: own.connection, providers: [stub], tasks: WEBHOOKS_ONLY, ...options });
  return { ...playWebhooks(host, stub), host, stub, test: own, inbox: () => listDeliveries(own, { state: null, provider: null, limit: 100 }), close: () => host.stop().then(() => (test ? undefined : own.remove())) };
}

/** What can be done with a host that is there already. */
export function playWebhooks(host: TestHost, stub: StubAsyncProvider): Pick<WebhookHost, "deliver" | "tell" | "start"> {
  const deliver: WebhookHost["deliver"] = (body, { secret = STUB_SECRET, headers = {}, path = `/api/webhooks/${stub.name}` } = {}) =>
    host.call("POST", path, { body: typeof body === "string" ? body : new Uint8Array(body), headers: { "content-type": "application/json", ...(secret === null ? {} : { [STUB_SECRET_HEADER]: secret }), ...headers } });
  return {
    deliver,
    tell: (taskId, report) => deliver(stub.bodyOf(taskId, report)),
    async start() {
      const user = await host.user();
      const started = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
      if (started.status !== 200) throw new Error(`The generation was refused: ${JSON.stringify(started.body)}`);
      const { modelId } = started.body;
      const task = await until("the service has the task", () => stub.taskOf(modelId));
      const state = async () => (await host.call("GET", `/api/generate-3d-model?taskId=${task.taskId}`, { user })).body;
      return { user, task, modelId, state };
    },
  };
}
