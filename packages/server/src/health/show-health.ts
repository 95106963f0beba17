import { healthSchema, PATHS, type Health } from "@model-3d/contract";
import { defineEndpoint } from "../http/endpoint.ts";

const CHECK_TIMEOUT_MS = 3_000;

/** `ok`, or that it did not answer; why exactly is for the log, since anyone may ask. */
async function stateOf(check: () => Promise<string | void>, tell: (error: unknown) => void): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, "did not answer in time");
  });
  try {
    return (await Promise.race([check(), late])) ?? "ok";
  } catch (error) {
    tell(error);
    return "not reachable";
  } finally {
    clearTimeout(timer);
  }
}

/** `ok`, or what is wrong with which of them. */
async function healthOf(providers: readonly { name: string; health(): Promise<string> }[]): Promise<string> {
  const states = await Promise.all(providers.map(async (provider) => ({ name: provider.name, state: await provider.health() })));
  const bad = states.filter(({ state }) => state !== "ok");
  return bad.length === 0 ? "ok" : bad.map(({ name, state }) => `${name}: ${state}`).join("; ");
}

export const showHealth = defineEndpoint({
  method: "get",
  path: PATHS.health,
  who: "anyone",
  summary: "Whether database, job queue, storage and provider are well",
  answer: healthSchema,
  errors: [],
  async handle({ context, response }) {
    const tell = (part: string) => (error: unknown) => context.logger.error({ err: error, part }, "A health check failed");
    const [database, queue, storage, provider] = await Promise.all([
      stateOf(() => context.database.ping(), tell("database")),
      stateOf(() => context.queue.check(), tell("queue")),
      stateOf(() => context.storage.check(), tell("storage")),
      stateOf(() => healthOf(context.providers.all), tell("provider")),
    ]);
    const success = [database, queue, storage, provider].every((state) => state === "ok");
    if (!success) response.status(503);
    return { success, database, queue, storage, provider } satisfies Health;
  },
});
