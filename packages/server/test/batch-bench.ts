import { randomUUID } from "node:crypto";
import type { Batch, BatchItem, BatchItemState } from "@model-3d/contract";
import { uploadPhotos } from "./photos.ts";
import { until, type Answer, type TestHost } from "./start-test-host.ts";

export interface AskedItem {
  sourceType: "product" | "collection";
  sourceId: string;
  imageUrls: object;
  name?: string;
}

/** Items of which each has photos, all the same two uploads. */
export async function makeItems(host: TestHost, user: string, count: number): Promise<AskedItem[]> {
  const imageUrls = await uploadPhotos(host, user);
  return Array.from({ length: count }, () => ({ sourceType: "product", sourceId: randomUUID(), imageUrls }));
}

export function postBatch(host: TestHost, user: string, json: object, headers: Record<string, string> = {}): Promise<Answer> {
  return host.call("POST", "/api/generation-batches", { user, json, headers });
}

/** A batch that was let start. */
export async function startBatch(host: TestHost, user: string, items: readonly AskedItem[], more: object = {}): Promise<string> {
  const { status, body } = await postBatch(host, user, { items, ...more });
  if (status !== 200) throw new Error(`The batch was refused: ${JSON.stringify(body)}`);
  return body.batch.id;
}

export async function readBatch(host: TestHost, user: string, batchId: string): Promise<{ batch: Batch; items: BatchItem[] }> {
  const { status, body } = await host.call("GET", `/api/generation-batches/${batchId}?limit=200`, { user });
  if (status !== 200) throw new Error(`The batch can't be read: ${JSON.stringify(body)}`);
  return body;
}

export async function readStates(host: TestHost, user: string, batchId: string): Promise<BatchItemState[]> {
  return (await readBatch(host, user, batchId)).items.map(({ status }) => status);
}

export function untilBatch(host: TestHost, user: string, batchId: string, what: string, holds: (batch: Batch) => boolean, withinMs?: number): Promise<Batch> {
  return until(
    what,
    async () => {
      const { batch } = await readBatch(host, user, batchId);
      return holds(batch) && batch;
    },
    withinMs,
  );
}

export const untilDone = (host: TestHost, user: string, batchId: string, withinMs = 60_000): Promise<Batch> => untilBatch(host, user, batchId, "the batch is done", ({ finished_at: at }) => at !== null, withinMs);

export function changeBatch(host: TestHost, user: string, batchId: string, action: string): Promise<Answer> {
  return host.call("PATCH", `/api/generation-batches/${batchId}`, { user, json: { action } });
}

export function cancelBatch(host: TestHost, user: string, batchId: string): Promise<Answer> {
  return host.call("DELETE", `/api/generation-batches/${batchId}`, { user });
}

export async function readCredits(host: TestHost, user: string): Promise<{ balance: number; held: number; available: number }> {
  const { balance, held, available } = (await host.call("GET", "/api/credits", { user })).body;
  return { balance, held, available };
}

/** The run of a model of this source, once it has begun. */
export function runOf(host: TestHost, { sourceId }: AskedItem, user: string) {
  return until("the run has begun", async () => {
    const { body } = await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user });
    const modelId = body.generation?.id;
    return modelId !== undefined && host.provider.runs.find(({ request }) => request.modelId === modelId);
  });
}

/** Has all runs succeed, those to come too; gives the way back to runs that wait. */
export function letAllSucceed({ provider }: TestHost): () => void {
  provider.always = (run) => run.succeed();
  for (const run of provider.runs) run.succeed();
  return () => void (provider.always = null);
}
