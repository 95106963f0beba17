import { spawn, type ChildProcess } from "node:child_process";
import { freePort } from "@model-3d/test-utils/database";
import { createClient } from "redis";

export const REDIS_PASSWORD = "correct-horse-battery";

export interface Redis {
  readonly url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  /** How often something was published. */
  publishes(): Promise<number>;
  stop(): Promise<void>;
}

/** Debian's Redis, with a password and nothing on disk. */
export async function startRedis(): Promise<Redis> {
  const port = await freePort();
  const url = `redis://:${REDIS_PASSWORD}@127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const kill = async () => {
    const running = child;
    child = null;
    if (!running) return;
    const gone = new Promise((resolve) => running.once("close", resolve));
    running.kill("SIGKILL");
    await gone;
  };
  const ask = async <Answer>(what: (client: { info(section: string): Promise<string> }) => Promise<Answer>): Promise<Answer> => {
    const client = createClient({ url, maintNotifications: "disabled" });
    client.on("error", () => undefined);
    await client.connect();
    const answer = await what(client);
    client.destroy();
    return answer;
  };
  const redis: Redis = {
    url,
    kill,
    async start() {
      child = spawn("/usr/bin/redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--requirepass", REDIS_PASSWORD, "--save", "", "--appendonly", "no"], { stdio: "ignore" });
      await ask((client) => client.info("server"));
    },
    publishes: async () => Number(/cmdstat_publish:calls=(\d+)/.exec(await ask((client) => client.info("commandstats")))?.[1] ?? 0),
    stop: kill,
  };
  await redis.start();
  return redis;
}
