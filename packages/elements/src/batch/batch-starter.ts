import type { Model3DClient } from "@model-3d/client";
import type { Batch, StartBatchRequest } from "@model-3d/contract";
import { createKey } from "../base/create-key.ts";

/** Starts batches so that trying again after a cut never starts a second one. */
export class BatchStarter {
  #question = "";
  /** Of the last question until a batch comes of it: a refusal, as of who is not signed in any more, says nothing of an earlier request that was not answered. */
  #key: string | undefined;

  async start(client: Model3DClient, request: StartBatchRequest): Promise<Batch> {
    const question = JSON.stringify(request);
    if (question !== this.#question) this.#key = undefined;
    this.#question = question;
    const idempotencyKey = (this.#key ??= createKey());
    const batch = await client.startBatch(request, { idempotencyKey });
    this.#key = undefined;
    return batch;
  }
}
