import { isUuid, PATHS, type Model, type ModelEntriesAnswer, type ModelEntry, type ModelsByIdAnswer, type SourceType } from "@model-3d/contract";
import type { Clock } from "./clock.ts";
import { Model3DError } from "./model-3d-error.ts";
import type { CallOptions, Transport } from "./transport.ts";

/** What a model is made of. */
export interface Source {
  sourceType: SourceType;
  /** A UUID of the host's. */
  sourceId: string;
}

/** Most sources, or models by their ids, that the server takes in one request. */
export const SOURCES_PER_REQUEST = 100;

const NOTHING_MADE: ModelEntry = { model: null, generation: null };

/** Collects what is asked for within one tick and asks the server once per type of source and 100 sources. */
export function createSourceBatcher(transport: Transport, clock: Clock): (source: Source, options?: CallOptions) => Promise<ModelEntry> {
  const load = createBatcher<SourceType, ModelEntry>(clock, async (sourceType, ids, signal) => {
    const query = { sourceType, sourceIds: ids.join(",") };
    return (await transport.sendJson<ModelEntriesAnswer>(PATHS.models, { query, signal })).models;
  });
  return async ({ sourceType, sourceId }, options) => (await load(sourceType, sourceId, options)) ?? NOTHING_MADE;
}

/** Collects the ids that are asked for within one tick and asks the server once per 100 models. */
export function createModelBatcher(transport: Transport, clock: Clock): (modelId: string, options?: CallOptions) => Promise<Model | null> {
  const load = createBatcher<"model", Model>(clock, async (_group, ids, signal) => {
    const query = { modelIds: ids.join(",") };
    return (await transport.sendJson<ModelsByIdAnswer>(PATHS.models, { query, signal })).models;
  });
  return async (modelId, options) => (await load("model", modelId, options)) ?? null;
}

interface Waiter<Group, Value> {
  group: Group;
  id: string;
  signal: AbortSignal | undefined;
  resolve(value: Value | undefined): void;
  reject(reason: unknown): void;
}

type Ask<Group, Value> = (group: Group, ids: readonly string[], signal: AbortSignal) => Promise<Readonly<Record<string, Value>>>;

/** `undefined` is what the server's answer leaves out. */
function createBatcher<Group extends string, Value>(clock: Clock, ask: Ask<Group, Value>): (group: Group, id: string, options?: CallOptions) => Promise<Value | undefined> {
  let waiting: Waiter<Group, Value>[] = [];

  function flush(): void {
    const waiters = waiting.filter(({ signal }) => !signal?.aborted);
    waiting = [];
    for (const group of new Set(waiters.map((waiter) => waiter.group))) {
      const ofGroup = waiters.filter((waiter) => waiter.group === group);
      const ids = [...new Set(ofGroup.map(({ id }) => id))];
      for (let start = 0; start < ids.length; start += SOURCES_PER_REQUEST) {
        const chunk = new Set(ids.slice(start, start + SOURCES_PER_REQUEST));
        void askFor(group, [...chunk], ofGroup.filter(({ id }) => chunk.has(id)));
      }
    }
  }

  async function askFor(group: Group, ids: string[], waiters: Waiter<Group, Value>[]): Promise<void> {
    const abandoned = new AbortController();
    const leave = (): void => {
      if (waiters.every(({ signal }) => signal?.aborted)) abandoned.abort();
    };
    for (const { signal } of waiters) signal?.addEventListener("abort", leave);
    try {
      const values = await ask(group, ids, abandoned.signal);
      for (const { id, resolve } of waiters) resolve(values[id]);
    } catch (error) {
      for (const { reject } of waiters) reject(error);
    } finally {
      for (const { signal } of waiters) signal?.removeEventListener("abort", leave);
    }
  }

  return (group, id, { signal } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      // One id that is none would have the server refuse what everybody else asks for in the same moment.
      if (!isUuid(id)) return reject(new Model3DError({ code: "invalid_request", status: 0, message: `"${id}" is no UUID of a ${group === "model" ? "model" : "product or collection"}.` }));
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      if (waiting.length === 0) clock.schedule(flush, 0);
      waiting.push({ group, id: id.toLowerCase(), signal, resolve, reject });
    });
}
