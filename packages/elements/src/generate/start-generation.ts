import { Model3DError, type Model3DClient, type Source } from "@model-3d/client";
import type { GenerateAnswer } from "@model-3d/contract";
import { createKey } from "../base/create-key.ts";
import type { CompleteImages } from "../confirm/confirm-question.ts";

/** Starts generations so that trying again after a cut never starts a second one. */
export class GenerationStarter {
  /** Key of each request of which no model has come, by what was asked: a refusal, as of who is not signed in any more, says nothing of an earlier one that was not answered. */
  readonly #unanswered = new Map<string, string>();

  async start(client: Model3DClient, { sourceType, sourceId }: Source, imageUrls: CompleteImages, onSlow?: () => void): Promise<GenerateAnswer> {
    const request = { imageUrls, sourceType, sourceId };
    const question = JSON.stringify(request);
    const idempotencyKey = this.#unanswered.get(question) ?? createKey();
    this.#unanswered.set(question, idempotencyKey);
    const answer = await client.generate(request, { idempotencyKey, onSlow });
    this.#unanswered.delete(question);
    return answer;
  }
}

/** Whether a generation was refused because it is under way, which is no failure of it. */
export function isMadeAlready(error: unknown): boolean {
  return error instanceof Model3DError && (error.code === "generation_in_progress" || error.code === "idempotency_in_flight");
}
