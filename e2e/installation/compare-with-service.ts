import { createHash } from "node:crypto";
import type { MeshySimulator, Task } from "@model-3d/meshy-simulator";
import type { Database } from "@model-3d/server/database";
import type { Breach } from "./find-breaches.ts";

/** What a user has seen of one generation, from the outside. */
export interface SeenGeneration {
  modelId: string;
  end: "SUCCEEDED" | "FAILED" | "EXPIRED" | "DELETED";
}

interface TaskRow {
  model_id: string;
  task_id: string | null;
  outcome: string;
  status: string | null;
}

interface GlbRow {
  task_id: string;
  name: string;
  sha256: string | null;
  state: string;
}

/** Whether what the service was paid for, what our rows say and what the users saw are the same. */
export async function compareWithService({ knex }: Database, simulator: MeshySimulator, seen: readonly SeenGeneration[]): Promise<Breach[]> {
  const { rows: tasks } = await knex.raw<{ rows: TaskRow[] }>(
    "select task.model_id, task.task_id, task.outcome, model.status from provider_tasks task left join product_3d_models model on model.id = task.model_id",
  );
  const byTaskId = new Map(tasks.flatMap((task) => (task.task_id === null ? [] : [[task.task_id, task] as const])));
  const paidFor = simulator.tasks;
  const unknown = paidFor.filter(({ id }) => !byTaskId.has(id)).map(describe);
  const disagreeing = paidFor.flatMap((task) => {
    const row = byTaskId.get(task.id);
    return row && !agrees(task, row) ? [{ ...describe(task), ...row }] : [];
  });
  const ends = new Map(tasks.map((task) => [task.model_id, task.status ?? "DELETED"]));
  const otherwise = seen.filter(({ modelId, end }) => ends.get(modelId) !== end).map((one) => ({ ...one, is: ends.get(one.modelId) }));
  const breaches: Breach[] = [
    { rule: "every task that the service was paid for is known, and belongs to one model", rows: unknown },
    { rule: "a model ended as its task did, or was given up or deleted before", rows: disagreeing },
    { rule: "a model is what its user was told", rows: otherwise },
    { rule: "every file is the one that the service made", rows: await differentFiles(knex, simulator) },
  ];
  return breaches.filter(({ rows }) => rows.length > 0);
}

const describe = ({ id, status, deletedAt, createdAt }: Task) => ({ id, status, deletedAt, createdAt });

function agrees(task: Task, { outcome }: TaskRow): boolean {
  if (outcome === "DELETED" || outcome === "EXPIRED") return true;
  if (outcome === "SUCCEEDED") return task.status === "SUCCEEDED";
  return task.status !== "SUCCEEDED" && task.status !== "PENDING";
}

async function differentFiles(knex: Database["knex"], simulator: MeshySimulator): Promise<unknown[]> {
  const { rows } = await knex.raw<{ rows: GlbRow[] }>(
    `select task.task_id, remote.name, remote.state, file.sha256 from provider_files remote join provider_tasks task using (model_id)
     left join stored_files file on file.model_id = remote.model_id and file.name = remote.name and file.state = 'stored' where remote.kind = 'glb'`,
  );
  return rows.filter(({ task_id: taskId, state, sha256 }) => {
    const task = simulator.tasks.find(({ id }) => id === taskId);
    const glb = task?.files.get("model.glb");
    if (state === "refused") return !task?.faults.has("file-corrupt-forever");
    return !glb || createHash("sha256").update(glb.bytes).digest("hex") !== sha256;
  });
}
