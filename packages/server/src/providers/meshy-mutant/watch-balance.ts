import { ProviderError } from "../provider-error.ts";
import type { MeshyApi } from "./meshy-api.ts";

/** Whoever asks for the health of a server, and however often, Meshy is asked once within this time. */
const BALANCE_LIFE_MS = 60_000;

/** Makes the provider's `health`: whether Meshy answers, takes the key, and has credits for one model more. */
export function watchBalance({ readBalance }: Pick<MeshyApi, "readBalance">, creditsOfOneModel: number): () => Promise<"ok" | string> {
  let asked: { at: number; answer: Promise<string> } | null = null;

  async function ask(): Promise<string> {
    try {
      const balance = await readBalance();
      if (balance === null || balance >= creditsOfOneModel) return "ok";
      if (balance <= 0) return "The Meshy account has no credits left.";
      return "The Meshy account has fewer credits left than a model takes.";
    } catch (error) {
      if (error instanceof ProviderError) return error.message;
      throw error;
    }
  }

  return () => {
    const now = performance.now();
    if (!asked || now - asked.at >= BALANCE_LIFE_MS) asked = { at: now, answer: ask() };
    return asked.answer;
  };
}
