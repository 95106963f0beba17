import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startRestartablePostgres, type RestartablePostgres } from "@model-3d/test-utils/database";
import pg from "pg";
import { parse } from "yaml";
import { startBucketServer } from "../../src/files/test/bucket-server.ts";
import { until } from "../start-test-host.ts";

const EXAMPLE = join(import.meta.dirname, "../../../../examples/compose");
export const SHOPS = ["web-1", "web-2", "worker-1", "worker-2"] as const;
export type Shop = (typeof SHOPS)[number];

interface ComposeFile {
  services: Record<string, { environment?: Record<string, string> }>;
}

export interface Composed {
  /** Where nginx listens. */
  readonly url: string;
  /** What the shop's processes are told, for commands beside them. */
  readonly environment: Record<string, string>;
  readonly bucket: Awaited<ReturnType<typeof startBucketServer>>;
  /** What a process has written. */
  said(shop: Shop): string;
  /** Ends one at once, as a crash would. */
  kill(shop: Shop): Promise<void>;
  stop(): Promise<void>;
}

const read = (name: string) => readFile(join(EXAMPLE, name), "utf8");

/** Each name of the example's network for the place where its part is here; all of them have to be there. */
function placed(text: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((changed, [name, place]) => {
    if (!changed.includes(name)) throw new Error(`The example names no ${name} any more.`);
    return changed.replaceAll(name, place);
  }, text);
}

async function preparePostgres(server: RestartablePostgres): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  // One by one: a database is not made within a transaction.
  for (const statement of (await read("init.sql")).replaceAll(/^--.*$/gm, "").split(";").filter((text) => text.trim() !== "")) await client.query(statement);
  await client.end();
}

/** The parts of `examples/compose` as processes of this machine, by the example's own files. */
export async function startCompose(): Promise<Composed> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return await startParts(ends, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param ends gets what ends each part, in the order in which they were started */
async function startParts(ends: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<Composed> {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-compose-"));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  const children = new Map<string, { child: ChildProcess; said: string }>();
  const start = (name: string, program: string, words: readonly string[], options: object = {}) => {
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const entry = { child, said: "" };
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes: Buffer) => (entry.said = `${entry.said}${bytes.toString()}`.slice(-20_000)));
    children.set(name, entry);
    ends.push(() => kill(name));
  };
  const kill = async (name: string) => {
    const child = children.get(name)?.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  const server = await startRestartablePostgres();
  ends.push(server.remove);
  await preparePostgres(server);
  const bucket = await startBucketServer("shop");
  ends.push(bucket.close);
  const [poolerPort, nginxPort] = [await freePort(), await freePort()];
  const { port: postgresPort } = new URL(server.url);

  await writeFile(join(folder, "userlist.txt"), await read("userlist.txt"));
  await writeFile(join(folder, "pgbouncer.ini"), placed(await read("pgbouncer.ini"), {
    "host=postgres port=5432": `host=127.0.0.1 port=${postgresPort}`,
    "listen_addr = 0.0.0.0": "listen_addr = 127.0.0.1",
    "listen_port = 6432": `listen_port = ${poolerPort}`,
    "/etc/shop/userlist.txt": join(folder, "userlist.txt"),
  }));
  // It refuses to run as root.
  start("pgbouncer", "/usr/sbin/pgbouncer", [join(folder, "pgbouncer.ini")], process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {});

  const { services } = parse(await read("compose.yaml"), { merge: true }) as ComposeFile;
  const environmentOf = (shop: Shop) => {
    const told = JSON.stringify(services[shop]?.environment ?? {});
    return JSON.parse(placed(told, { "@pgbouncer:6432": `@127.0.0.1:${poolerPort}`, "@postgres:5432": `@127.0.0.1:${postgresPort}`, "http://storage:8333": bucket.endpoint, "http://localhost:8080": `http://127.0.0.1:${nginxPort}` })) as Record<string, string>;
  };
  const ports = new Map<Shop, number>();
  for (const shop of SHOPS) {
    const port = await freePort();
    ports.set(shop, port);
    start(shop, process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", join(EXAMPLE, "shop.ts")], { cwd: folder, env: { PATH: process.env.PATH, TMPDIR: folder, ...environmentOf(shop), PORT: String(port) } });
    await until(`${shop} answers`, () => fetch(`http://127.0.0.1:${port}/`).then(({ ok }) => ok, () => {
      const entry = children.get(shop);
      if (entry?.child.exitCode !== null) throw new Error(`${shop} ended: ${entry?.said}`);
      return false;
    }), 60_000);
  }

  await writeFile(join(folder, "nginx.conf"), placed(await read("nginx.conf"), { "listen 80;": `listen 127.0.0.1:${nginxPort};`, "web-1:3000": `127.0.0.1:${ports.get("web-1")}`, "web-2:3000": `127.0.0.1:${ports.get("web-2")}` }));
  // It opens its log by name, which a socket between processes has not.
  const log = await open(join(folder, "nginx.log"), "w");
  start("nginx", "/usr/sbin/nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-g", `daemon off; master_process off; pid ${join(folder, "nginx.pid")}; error_log stderr warn;`], { stdio: ["ignore", log.fd, log.fd] });
  await log.close();
  const url = `http://127.0.0.1:${nginxPort}`;
  await until("nginx answers", () => fetch(`${url}/api/health`).then(({ ok }) => ok, () => false), 30_000).catch(async (error: unknown) => {
    throw new Error(`Through nginx nobody is well: ${await readFile(join(folder, "nginx.log"), "utf8")}`, { cause: error });
  });
  return {
    url,
    environment: environmentOf("web-1"),
    bucket,
    said: (shop) => children.get(shop)?.said ?? "",
    kill,
    stop,
  };
}
