import { badRequest, taskNotFound } from "../http/meshy-error.ts";
import type { Task } from "./task.ts";

export interface TaskStore {
  /** Every task that was ever accepted, in that order. */
  readonly all: readonly Task[];
  add(task: Task): void;
  /** Whatever has become of it since; null for one that never was. */
  find(id: string): Task | null;
  /** @throws `MeshyError` 404 for a task that is unknown, deleted or past its life. */
  get(id: string): Task;
  /** As a look at the task finds it. @throws as `get`, and now and then by the fault `not-found`. */
  look(id: string): Task;
  /** @throws `MeshyError` 400 for a page or an order that there is not. */
  list(query: URLSearchParams): Task[];
}

const LISTED_LATE_MS = 60_000;
const PAGE_SIZE = { default: 10, max: 50 } as const;

export function createTaskStore({ now, speed }: { now: () => number; speed: number }): TaskStore {
  const all: Task[] = [];
  const byId = new Map<string, Task>();
  const isThere = (task: Task): boolean => task.deletedAt === 0 && (task.expiresAt === 0 || now() < task.expiresAt);

  const isListed = (task: Task): boolean => isThere(task) && (!task.faults.has("listed-late") || now() >= task.createdAt + LISTED_LATE_MS / speed);

  function get(id: string): Task {
    const task = byId.get(id);
    if (!task || !isThere(task)) throw taskNotFound();
    return task;
  }

  return {
    all,
    add(task) {
      all.push(task);
      byId.set(task.id, task);
    },
    find: (id) => byId.get(id) ?? null,
    get,
    look(id) {
      const task = get(id);
      if (task.faults.take("not-found")) throw taskNotFound();
      return task;
    },
    list(query) {
      const page = wholeNumber(query, "page_num", 1, Number.MAX_SAFE_INTEGER, 1);
      const size = wholeNumber(query, "page_size", 1, PAGE_SIZE.max, PAGE_SIZE.default);
      const order = query.get("sort_by") ?? "-created_at";
      if (order !== "-created_at" && order !== "+created_at") throw badRequest("sort_by must be +created_at or -created_at");
      const there = all.filter(isListed);
      if (order === "-created_at") there.reverse();
      return there.slice((page - 1) * size, page * size);
    },
  };
}

function wholeNumber(query: URLSearchParams, name: string, min: number, max: number, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw badRequest(`${name} must be a whole number from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ""}`);
  return value;
}
