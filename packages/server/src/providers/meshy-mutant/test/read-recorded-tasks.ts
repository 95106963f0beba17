import { readFileSync } from "node:fs";
import type { MeshyTask } from "../to-task-report.ts";

/** Answers of Meshy's in their documented and recorded forms, the user's and task's parts of addresses shortened. */
export const RECORDED = JSON.parse(readFileSync(new URL("recorded-tasks.json", import.meta.url), "utf8")) as Readonly<Record<string, MeshyTask>>;

export function recorded(name: string, changes: Record<string, unknown> = {}): MeshyTask {
  const task = RECORDED[name];
  if (!task) throw new Error(`There is no recorded task ${name}.`);
  return { ...task, ...changes };
}
