import { randomUUID } from "node:crypto";
import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

const QUICK = { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1, fateLooksMs: [0, 20, 30], submissionLeaseMs: 2_000 };
const exporter = new InMemorySpanExporter();

describe.each(DATABASE_KINDS)("traces, on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  let service: StubAsyncProvider;

  beforeAll(async () => {
    // As a host's own set-up does it.
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    connection = await openTestConnection(kind);
    service = createStubAsyncProvider({ name: "service" });
    host = await startTestHost({ database: connection.database, providers: [service], tasks: QUICK });
  });

  afterAll(async () => {
    await host.stop();
    await connection.close();
    for (const api of [context, propagation, trace]) api.disable();
    exporter.reset();
  });

  const click = () => {
    const traceId = randomUUID().replaceAll("-", "");
    return { traceId, headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } };
  };
  const spansOf = (traceId: string): ReadableSpan[] => exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
  const start = async (user: string, headers: Record<string, string>) =>
    (await host.call("POST", "/api/generate-3d-model", { user, headers, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } })).body;

  it("one goes from the click through the service's word, which comes later and by itself, to the file's copy", async () => {
    const user = await host.user(100);
    const { traceId, headers } = click();
    const { modelId, taskId } = await start(user, headers);
    service.tell(taskId, succeededAt("https://assets.example.invalid/model.glb"));
    const spans = await until("the copy was tried", () => {
      const found = spansOf(traceId);
      return found.some(({ name }) => name === "model_3d.copy_file") && found.some(({ name }) => name === "job copy-model-files") && found;
    });
    const byName = new Map(spans.map((span) => [span.name, span]));
    const parentOf = (name: string) => byName.get(name)?.parentSpanContext?.spanId;
    expect(parentOf("POST /generate-3d-model")).toBe("00f067aa0ba902b7");
    expect(parentOf("model_3d.create_task")).toBe(byName.get("POST /generate-3d-model")?.spanContext().spanId);
    expect(parentOf("model_3d.task_news")).toBe(byName.get("POST /generate-3d-model")?.spanContext().spanId);
    expect(parentOf("model_3d.copy_file")).toBe(byName.get("job copy-model-files")?.spanContext().spanId);
    for (const name of ["model_3d.create_task", "model_3d.read_task", "model_3d.task_news", "job copy-model-files", "model_3d.copy_file"]) expect(byName.get(name)?.attributes["model_3d.model_id"]).toBe(modelId);
    expect(byName.get("POST /generate-3d-model")?.attributes).toMatchObject({ "http.request.method": "POST", "http.route": "/generate-3d-model" });
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain(user);
  });

  it("a request's own mistake is no fault of the program's", async () => {
    const { traceId, headers } = click();
    expect((await host.call("PATCH", "/api/product-3d-models", { user: randomUUID(), headers, json: { modelId: randomUUID(), action: "set_active" } })).status).toBe(404);
    const [span] = await until("the request's span has ended", () => spansOf(traceId).length > 0 && spansOf(traceId));
    expect(span).toMatchObject({ name: "PATCH /product-3d-models", status: { code: 0 } });
  });
});
