import { providersFromEnvironment, type Provider } from "@model-3d/server";
import { describeGenerator, type Generator } from "./describe-generator.ts";

/** What the environment says about this demo. */
export interface DemoSettings {
  port: number;
  /** 127.0.0.1 unless told otherwise: the demo's log-in lets anybody be anybody. */
  host: string;
  /** A Postgres URL; without it the embedded database in the data folder. */
  databaseUrl: string | null;
  storageDirectory: string;
  dataDirectory: string;
  /** Origin under which browsers reach the demo. */
  publicUrl: string;
  providers: readonly Provider[];
  generator: Generator;
}

const DATA_DIRECTORY = new URL("../.data/", import.meta.url).pathname;

/**
 * @throws Error in one line that names the variable.
 */
export function readSettings(env: NodeJS.ProcessEnv): DemoSettings {
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be a number from 0 to 65535, not "${env.PORT}".`);
  const host = env.HOST || "127.0.0.1";
  const publicUrl = env.PUBLIC_URL || `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`;
  if (!URL.canParse(publicUrl) || !/^https?:$/.test(new URL(publicUrl).protocol)) throw new Error(`PUBLIC_URL must be an address such as https://demo.example, not "${publicUrl}".`);
  if (env.DATABASE_URL && !/^postgres(ql)?:\/\//.test(env.DATABASE_URL)) throw new Error("DATABASE_URL must start with postgres://, such as postgres://user:password@localhost:5432/shop.");
  const dataDirectory = env.DATA_DIR || DATA_DIRECTORY;
  const providers = providersFromEnvironment(env);
  return {
    port,
    host,
    databaseUrl: env.DATABASE_URL || null,
    storageDirectory: env.STORAGE_DIR || `${dataDirectory.replace(/\/$/, "")}/files`,
    dataDirectory,
    publicUrl: new URL(publicUrl).origin,
    providers,
    generator: describeGenerator(providers, env.MESHY_BASE_URL || undefined),
  };
}
