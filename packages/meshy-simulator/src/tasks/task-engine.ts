import { createOccasions } from "../faults/occasions.ts";
import type { FaultBook } from "../faults/fault-book.ts";
import { createUuidV7 } from "../create-uuid-v7.ts";
import { ModelRefusedError, type MakeModel } from "../models/make-model.ts";
import { padGlb } from "../models/pad-glb.ts";
import { writeTaskFiles } from "../models/write-task-files.ts";
import type { Random } from "../random.ts";
import type { Schedule } from "../schedule.ts";
import { costOf, type CreateRequest } from "./create-request.ts";
import { planEnding, type Ending } from "./plan-ending.ts";
import { planTask, type TaskPlan } from "./plan-task.ts";
import { isFinal, type Task } from "./task.ts";
import type { TaskStore } from "./task-store.ts";

/** Moves tasks through the queue to their end. */
export interface TaskEngine {
  /** Takes a task that has been checked and paid. */
  accept(request: CreateRequest, images: readonly Uint8Array[], fingerprint: string): Task;
  /** Stops the work on it, deletes its files, and frees its place. */
  delete(task: Task): void;
  /** Tasks before this one in the queue. */
  placeOf(task: Task): number;
  /** Tasks that wait, and tasks that are being made. */
  count(): { waiting: number; running: number };
  /** Ends a task that stands still, as it would have ended. */
  release(task: Task): Promise<void>;
  imagesOf(task: Task): readonly Uint8Array[];
  close(): void;
}

export interface TaskEngineOptions {
  schedule: Schedule;
  store: TaskStore;
  faultBook: FaultBook;
  random: Random;
  makeModel: MakeModel;
  speed: number;
  concurrentTasks: number;
  fileLifeMs: number;
  /** Called after every change of status or progress. */
  onUpdate(task: Task): void;
  /** Called when a task's credits are given back. */
  onRefund(task: Task): void;
  /** Called when a model could not be made for a reason that its task does not tell. */
  onMishap(task: Task, error: Error): void;
}

const STALL_MS = 30 * 60_000;
const FILES_LATE_MS = 30_000;
const LARGE_FILE_BYTES = 30_000_000;
const UNKNOWN_STATUS = "POST_PROCESSING";
const UNKNOWN_STATUS_FROM = 95;

/** What is known of a task only while it is worked on. */
interface Work {
  images: readonly Uint8Array[];
  plan: TaskPlan;
  isReady: boolean;
  controller: AbortController;
  /** Takes back what has been planned. */
  cancels: (() => void)[];
  made: Promise<Task["files"] | Error> | null;
}

export function createTaskEngine(options: TaskEngineOptions): TaskEngine {
  const { schedule, store, faultBook, random, makeModel, speed, concurrentTasks, fileLifeMs, onUpdate, onRefund, onMishap } = options;
  const occasions = createOccasions();
  const works = new Map<string, Work>();
  const waiting: Task[] = [];
  const running = new Set<Task>();

  function accept(request: CreateRequest, images: readonly Uint8Array[], fingerprint: string): Task {
    const number = store.all.length + 1;
    const occasion = occasions(fingerprint);
    const dice = random.fork(`task ${occasion}`);
    const id = createUuidV7(schedule.now(), dice);
    const cost = costOf(request);
    const faults = faultBook.forTask({ id, number, request, occasion });
    const task: Task = {
      ...{ id, number, request, occasion, faults, cost, createdAt: schedule.now(), status: "PENDING", shownStatus: null, progress: 0 },
      ...{ startedAt: 0, finishedAt: 0, expiresAt: 0, deletedAt: 0, error: null, consumedCredits: cost, files: new Map() },
    };
    const work: Work = { images, plan: planTask(dice, speed), isReady: false, controller: new AbortController(), cancels: [], made: null };
    works.set(id, work);
    store.add(task);
    waiting.push(task);
    work.cancels.push(
      schedule.after(work.plan.startMs, () => {
        work.isReady = true;
        startNext();
      }),
    );
    onUpdate(task);
    return task;
  }

  function startNext(): void {
    const [first] = waiting;
    if (!first || !works.get(first.id)?.isReady || running.size >= concurrentTasks) return;
    waiting.shift();
    start(first);
    startNext();
  }

  function start(task: Task): void {
    const work = works.get(task.id);
    if (!work) return;
    running.add(task);
    task.status = "IN_PROGRESS";
    task.startedAt = schedule.now();
    const ending = planEnding(task);
    if (!ending) work.made = make(task, work);
    onUpdate(task);
    for (const { atMs, progress } of work.plan.steps) work.cancels.push(schedule.after(atMs, () => step(task, progress)));
    if (task.faults.has("stall-forever")) return;
    const lateMs = task.faults.has("stall") ? STALL_MS / speed : 0;
    work.cancels.push(schedule.after(work.plan.finishMs + lateMs, () => finish(task, work, ending)));
  }

  function step(task: Task, progress: number): void {
    task.progress = progress;
    if (task.faults.has("unknown-status") && progress >= UNKNOWN_STATUS_FROM) task.shownStatus = UNKNOWN_STATUS;
    onUpdate(task);
  }

  /** Settled either way, so that nothing is unhandled when the task is deleted meanwhile. */
  async function make(task: Task, { images, controller }: Work): Promise<Task["files"] | Error> {
    try {
      const made = await makeModel(images, { request: task.request, seed: random.fork(`model ${task.occasion}`).bytes(2).reduce((all, byte) => all * 256 + byte, 0), signal: controller.signal });
      const glb = task.faults.has("file-large") ? padGlb(made.glb, LARGE_FILE_BYTES) : made.glb;
      return await writeTaskFiles({ ...made, glb }, task.request);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async function finish(task: Task, work: Work, planned: Ending | null): Promise<void> {
    const made = await work.made;
    if (isFinal(task) || task.deletedAt > 0 || work.controller.signal.aborted) return;
    const ending = planned ?? endingOf(made);
    if (!planned && made instanceof Error && !(made instanceof ModelRefusedError)) onMishap(task, made);
    task.status = ending.status;
    task.shownStatus = null;
    task.error = ending.error;
    task.finishedAt = schedule.now();
    task.expiresAt = task.finishedAt + fileLifeMs;
    if (ending.status === "SUCCEEDED") {
      task.progress = 100;
      if (made instanceof Map) giveFiles(task, made);
    } else {
      task.consumedCredits = 0;
      onRefund(task);
    }
    leave(task);
    schedule.after(fileLifeMs, () => forget(task));
    onUpdate(task);
  }

  function giveFiles(task: Task, files: Task["files"]): void {
    if (!task.faults.has("files-late")) task.files = files;
    else {
      schedule.after(FILES_LATE_MS / speed, () => {
        if (works.has(task.id)) task.files = files;
      });
    }
  }

  function leave(task: Task): void {
    for (const cancel of works.get(task.id)?.cancels ?? []) cancel();
    running.delete(task);
    if (waiting.includes(task)) waiting.splice(waiting.indexOf(task), 1);
    startNext();
  }

  function forget(task: Task): void {
    works.delete(task.id);
    task.files = new Map();
  }

  return {
    accept,
    delete(task) {
      task.deletedAt = schedule.now();
      works.get(task.id)?.controller.abort(new Error("The task was deleted."));
      leave(task);
      forget(task);
    },
    placeOf: (task) => Math.max(0, waiting.indexOf(task)),
    count: () => ({ waiting: waiting.length, running: running.size }),
    async release(task) {
      const work = works.get(task.id);
      if (work && running.has(task)) await finish(task, work, planEnding(task));
    },
    imagesOf: ({ id }) => works.get(id)?.images ?? [],
    close() {
      for (const { controller } of works.values()) controller.abort(new Error("The simulator was closed."));
    },
  };
}

function endingOf(made: Task["files"] | Error | null): Ending {
  if (!(made instanceof Error)) return { status: "SUCCEEDED", error: null };
  if (made instanceof ModelRefusedError) return { status: "FAILED", error: { type: "invalid_input", code: "InvalidInput", message: made.message } };
  return { status: "FAILED", error: { type: "server_error", code: "InternalError", message: "The model could not be made." } };
}
