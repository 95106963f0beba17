import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@model-3d/test-utils/database";
import pg from "pg";

export interface PgBouncer {
  /** Leads to the same database as the one that was given, through the pooler. */
  readonly url: string;
  /** Connections that it has to Postgres now. */
  serverConnections(): Promise<number>;
  stop(): Promise<void>;
}

/** Debian's PgBouncer in front of a database, in transaction mode, with as many connections to Postgres as are said. It serves whoever comes as the user of the URL. */
export async function startPgBouncer(databaseUrl: string, { poolSize }: { poolSize: number }): Promise<PgBouncer> {
  const { hostname, port: serverPort, pathname, username, password } = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), "model-3d-pgbouncer-"));
  const port = await freePort();
  const ini = [
    "[databases]",
    `pooled = host=${hostname} port=${serverPort} dbname=${pathname.slice(1)} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "auth_type = any",
    "admin_users = admin",
    "pool_mode = transaction",
    `default_pool_size = ${poolSize}`,
    "max_client_conn = 500",
    "unix_socket_dir =",
    "ignore_startup_parameters = extra_float_digits",
  ];
  await writeFile(join(folder, "pgbouncer.ini"), `${ini.join("\n")}\n`);
  await chmod(folder, 0o755);
  // It refuses to run as root.
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn("/usr/sbin/pgbouncer", [join(folder, "pgbouncer.ini")], { stdio: ["ignore", "ignore", "pipe"], ...asNobody });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-4_000)));
  const ended = new Promise<never>((_resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`PgBouncer ended with ${code}: ${said}`)));
  });
  ended.catch(() => undefined);
  await Promise.race([ended, untilItAnswers(port)]);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/pooled`,
    async serverConnections() {
      const client = new pg.Client({ host: "127.0.0.1", port, user: "admin", database: "pgbouncer" });
      await client.connect();
      try {
        const { rows } = await client.query<{ database: string }>("show servers");
        return rows.filter(({ database }) => database === "pooled").length;
      } finally {
        await client.end();
      }
    },
    async stop() {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const PAUSE_MS = 50;

async function untilItAnswers(port: number): Promise<void> {
  for (;;) {
    const client = new pg.Client({ host: "127.0.0.1", port, user: "admin", database: "pgbouncer" });
    try {
      await client.connect();
      return await client.end();
    } catch {
      await client.end().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
