import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { makeBoxModel, startMeshySimulator, type MakeModel, type MeshySimulator, type MeshySimulatorOptions } from "@model-3d/meshy-simulator";
import { createModel3D } from "@model-3d/server";
import type { Database } from "@model-3d/server/database";
import { COPY_MODEL_FILES } from "../../packages/server/src/files/copy-model-files.ts";
import { openStorage } from "../../packages/server/src/files/open-storage.ts";
import { sweepFiles } from "../../packages/server/src/files/sweep-files.ts";
import { QUEUE_SCHEMA } from "../../packages/server/src/queue/queue-tables.ts";
import { balanceRequests, type OnAnswer } from "./balance-requests.ts";
import { createHostProcess, type HostProcess, type HostSettings } from "./host-process.ts";
import type { Gate } from "./hold-requests.ts";

/** Two servers behind a balancer and two workers, on one database and one storage, with a service of their own. */
export interface Installation {
  /** Where its servers are reached. */
  readonly url: string;
  readonly storageDirectory: string;
  readonly simulator: MeshySimulator;
  readonly processes: readonly HostProcess[];
  /** Gives each user credits, and starts the servers, and the workers unless they are to be started later. */
  start(userIds: readonly string[], credits: number, options?: { withWorkers?: boolean }): Promise<void>;
  /** Ends everything, however it stands, and removes its files unless they are kept. */
  close(): Promise<void>;
}

export interface InstallationOptions {
  databaseUrl: string;
  simulator: Omit<MeshySimulatorOptions, "makeModel">;
  options: HostSettings["options"];
  /** Default: ten tasks at once, in every format. */
  service?: HostSettings["service"];
  /** Stands before the service. */
  gate?: Gate;
  /** In place of boxes that are told apart by their photos. */
  makeModel?: MakeModel;
  /** Where its files are. Default: the system's folder for what is temporary. */
  folder?: string;
  /** Its files stay in the folder when it is closed, and an installation that is opened there goes on with them, at the same address. */
  kept?: { port: number };
  onAnswer?: OnAnswer;
}

const QUIET_MS = 150_000;
const LOOKS_BETWEEN_TRIES = 10;
const WEBHOOK_SECRET = "webhook-secret";

export async function openInstallation({ databaseUrl, simulator: simulated, options, service = { limits: { requestsPerSecond: 100, openTasks: 10 } }, makeModel = makeBoxModel, gate, folder = tmpdir(), kept, onAnswer }: InstallationOptions): Promise<Installation> {
  const directory = kept ? folder : await mkdtemp(join(folder, "model-3d-installation-"));
  const storageDirectory = join(directory, "files");
  const simulator = await startMeshySimulator({ ...simulated, makeModel, ...(gate && { publicUrl: gate.url }) });
  gate?.passTo(simulator.url);
  const settings: HostSettings = { databaseUrl, storageDirectory, simulatorUrl: gate?.url ?? simulator.url, simulatorKey: simulator.apiKey, webhookSecret: WEBHOOK_SECRET, options, service };
  const names = ["server 1", "server 2", "worker 1", "worker 2"];
  const processes = names.map((name) => createHostProcess({ name, role: name.startsWith("server") ? "server" : "worker", settings }));
  const balancer = await balanceRequests(() => processes.filter(({ role }) => role === "server"), { port: kept?.port, onAnswer });
  return {
    url: balancer.url,
    storageDirectory,
    simulator,
    processes,
    async start(userIds, credits, { withWorkers = true } = {}) {
      const model3d = await createModel3D({ database: databaseUrl, storage: { kind: "folder", directory: storageDirectory }, authenticate: () => null });
      for (const userId of userIds) await model3d.credits.grant({ userId, amount: credits, planType: "one_time", reason: "for the test" });
      await model3d.stop();
      for (const one of processes) if (withWorkers || one.role === "server") await one.start();
      simulator.setWebhooks([{ url: `${balancer.url}/api/webhooks/meshy`, secret: WEBHOOK_SECRET }]);
    },
    async close() {
      await balancer.close();
      for (const one of processes) await one.kill();
      await simulator.close();
      if (!kept) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Until nothing is left to be done: no open task, no file on its way, no delivery to be applied. */
export async function becomeQuiet(database: Database, simulator: MeshySimulator, log: (line: string) => void): Promise<void> {
  const deadline = performance.now() + QUIET_MS;
  for (let looks = 1; ; looks += 1) {
    const { rows } = await database.knex.raw<{ rows: [{ tasks: number; files: number; inbox: number; removing: number }] }>(
      `select (select count(*)::int from provider_tasks where state <> 'ended') as tasks, (select count(*)::int from provider_files where state = 'waiting') as files,
         (select count(*)::int from stored_files where state = 'deleting') as removing,
         (select count(*)::int from webhook_inbox inbox where state = 'waiting' and exists (select from provider_tasks task where task.provider = inbox.provider and task.task_id = inbox.task_id)) as inbox`,
    );
    const left = rows[0];
    await simulator.settle();
    if (left.tasks + left.files + left.inbox + left.removing === 0) return;
    if (performance.now() > deadline) {
      log(`not quiet: ${JSON.stringify(left)}`);
      return;
    }
    // Not each time: the same mark says that a file is being copied.
    if (looks % LOOKS_BETWEEN_TRIES === 0) await hasten(database);
    await pause(500);
  }
}

/** Whoever waits for a next try need not wait: after some failures that takes minutes, and nobody has anything more to send. */
async function hasten({ knex }: Database): Promise<void> {
  await knex.raw("update provider_files set next_attempt_at = now() where state = 'waiting' and next_attempt_at > now()");
  await knex.raw(`update ${QUEUE_SCHEMA}.job set start_after = now() where name = ? and state in ('created', 'retry') and start_after > now()`, [COPY_MODEL_FILES]);
}

/** What was left half written goes as it would an hour later. */
export async function sweepStorage(database: Database, directory: string): Promise<void> {
  const storage = await openStorage({ kind: "folder", directory });
  await sweepFiles({ database, storage, clock: { now: () => new Date() } }, { writingOlderThanMs: 0, unreferencedSourceImagesOlderThanMs: 24 * 60 * 60_000 });
}
