import { isUuid, PATHS, type ModelEntry, type SourceType } from "@model-3d/contract";
import type { Clock } from "./clock.ts";
import { Model3DError } from "./model-3d-error.ts";
import type { CallOptions, Transport } from "./transport.ts";

/** What a model is made of. */
export interface Source {
  sourceType: SourceType;
  /** A UUID of the host's. */
  sourceId: string;
}

/** Most sources that the server takes in one request. */
export const SOURCES_PER_REQUEST = 100;

interface Waiter {
  source: Source;
  signal: AbortSignal | undefined;
  resolve(entry: ModelEntry): void;
  reject(reason: unknown): void;
}

interface ModelEntriesAnswer {
  models: Record<string, ModelEntry>;
}

const NOTHING_MADE: ModelEntry = { model: null, generation: null };

/** Collects what is asked for within one tick and asks the server once per type of source and 100 sources. */
export function createSourceBatcher(transport: Transport, clock: Clock): (source: Source, options?: CallOptions) => Promise<ModelEntry> {
  let waiting: Waiter[] = [];

  function flush(): void {
    const waiters = waiting.filter(({ signal }) => !signal?.aborted);
    waiting = [];
    for (const sourceType of new Set(waiters.map(({ source }) => source.sourceType))) {
      const ofType = waiters.filter(({ source }) => source.sourceType === sourceType);
      const ids = [...new Set(ofType.map(({ source }) => source.sourceId.toLowerCase()))];
      for (let start = 0; start < ids.length; start += SOURCES_PER_REQUEST) {
        const chunk = new Set(ids.slice(start, start + SOURCES_PER_REQUEST));
        void ask(sourceType, [...chunk], ofType.filter(({ source }) => chunk.has(source.sourceId.toLowerCase())));
      }
    }
  }

  async function ask(sourceType: SourceType, ids: string[], waiters: Waiter[]): Promise<void> {
    const abandoned = new AbortController();
    const leave = (): void => {
      if (waiters.every(({ signal }) => signal?.aborted)) abandoned.abort();
    };
    for (const { signal } of waiters) signal?.addEventListener("abort", leave);
    try {
      const query = { sourceType, sourceIds: ids.join(",") };
      const { models } = await transport.sendJson<ModelEntriesAnswer>(PATHS.models, { query, signal: abandoned.signal });
      for (const { source, resolve } of waiters) resolve(models[source.sourceId.toLowerCase()] ?? NOTHING_MADE);
    } catch (error) {
      for (const { reject } of waiters) reject(error);
    } finally {
      for (const { signal } of waiters) signal?.removeEventListener("abort", leave);
    }
  }

  return (source, { signal } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      // One id that is none would have the server refuse what everybody else asks for in the same moment.
      if (!isUuid(source.sourceId)) return reject(new Model3DError({ code: "invalid_request", status: 0, message: `"${source.sourceId}" is no UUID of a product or collection.` }));
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      if (waiting.length === 0) clock.schedule(flush, 0);
      waiting.push({ source, signal, resolve, reject });
    });
}
