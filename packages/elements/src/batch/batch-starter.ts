import { Model3DError, type Model3DClient } from "@model-3d/client";
import type { Batch, StartBatchRequest } from "@model-3d/contract";
import { createKey } from "../base/create-key.ts";

/** Starts batches so that trying again after a cut never starts a second one. */
export class BatchStarter {
  #question = "";
  /** Of the last question, while its answer has not come. */
  #key: string | undefined;

  async start(client: Model3DClient, request: StartBatchRequest): Promise<Batch> {
    const question = JSON.stringify(request);
    if (question !== this.#question) this.#key = undefined;
    this.#question = question;
    const idempotencyKey = (this.#key ??= createKey());
    try {
      const batch = await client.startBatch(request, { idempotencyKey });
      this.#key = undefined;
      return batch;
    } catch (error) {
      // An earlier request with this key may still be worked on: the next try shall hear what became of that one.
      if (error instanceof Model3DError && error.status !== 0 && error.status < 500 && error.code !== "idempotency_in_flight") this.#key = undefined;
      throw error;
    }
  }
}
