import type { FileLinks } from "../files/sign-file-url.ts";
import { isFinal, type Task } from "./task.ts";

/** A task as it goes over the wire; keys come and go with the task's faults. */
export type WireTask = Record<string, unknown>;

export interface PresentTask {
  (task: Task): WireTask;
  /** As a stream sends it: the whole task once it has ended, before that a part. */
  partly(task: Task): WireTask;
}

/** Keys of `model_urls`, and the file that each leads to. */
const MODEL_FILES = {
  glb: "model.glb",
  fbx: "model.fbx",
  obj: "model.obj",
  usdz: "model.usdz",
  mtl: "model.mtl",
  stl: "model.stl",
  "3mf": "model.3mf",
  pre_remeshed_glb: "pre_remeshed_model.glb",
} as const;

const TEXTURE_FILES = {
  base_color: "texture_0.png",
  metallic: "texture_0_metallic.png",
  roughness: "texture_0_roughness.png",
  normal: "texture_0_normal.png",
} as const;

const PARTIAL_KEYS = ["id", "type", "status", "progress", "created_at", "started_at", "finished_at", "preceding_tasks", "task_error"] as const;

/** How a value that is not there is shown. */
interface Nothing {
  text: "" | null | undefined;
  time: 0 | null | undefined;
  list: [] | null | undefined;
  record: Record<string, unknown> | null | undefined;
  error: { message: "" } | null | undefined;
  /** Whether `model_urls` names formats that there are not. */
  showsMissing: boolean;
}

const USUAL: Nothing = { text: "", time: 0, list: [], record: {}, error: null, showsMissing: false };
const NULL: Nothing = { text: null, time: null, list: null, record: null, error: null, showsMissing: true };
const EMPTY: Nothing = { text: "", time: 0, list: [], record: {}, error: { message: "" }, showsMissing: true };
const ABSENT: Nothing = { text: undefined, time: undefined, list: undefined, record: undefined, error: undefined, showsMissing: false };

function nothingOf({ faults }: Task): Nothing {
  if (faults.has("null-fields")) return NULL;
  if (faults.has("empty-fields")) return EMPTY;
  return faults.has("absent-fields") ? ABSENT : USUAL;
}

/** Makes what shows a task; `placeOf` tells how many tasks are before it in the queue. */
export function createPresentTask(links: () => FileLinks, placeOf: (task: Task) => number): PresentTask {
  function present(task: Task): WireTask {
    const nothing = nothingOf(task);
    const link = (name: string): string | typeof nothing.text => (task.files.has(name) ? links().sign(task.id, name, task.expiresAt) : nothing.text);
    const { request } = task;
    return withoutUndefined({
      id: task.id,
      type: "multi-image-to-3d",
      status: task.shownStatus ?? task.status,
      progress: task.progress,
      created_at: task.createdAt,
      started_at: task.startedAt || nothing.time,
      finished_at: task.finishedAt || nothing.time,
      expires_at: task.expiresAt || nothing.time,
      preceding_tasks: task.status === "PENDING" ? placeOf(task) : nothing.time,
      ai_model: request.ai_model,
      texture_prompt: request.texture_prompt ?? nothing.text,
      model_urls: modelUrls(),
      thumbnail_url: link("preview.png"),
      alpha_thumbnail_url: request.alpha_thumbnail ? link("preview_alpha.png") : undefined,
      thumbnail_urls: request.multi_view_thumbnails && task.files.has("preview.png") ? [link("preview.png")] : undefined,
      texture_urls: textureUrls(),
      task_error: task.error ?? nothing.error,
      consumed_credits: task.consumedCredits,
      ...(task.faults.has("extra-fields") ? { seed: 42, render: { frames: [] }, model_url: "", nested: { id: "another" } } : {}),
    });

    function modelUrls(): unknown {
      const entries = Object.entries(MODEL_FILES).flatMap(([key, name]) => (task.files.has(name) || nothing.showsMissing ? [[key, link(name)]] : []));
      return task.files.size > 0 || nothing === EMPTY ? Object.fromEntries(entries) : nothing.record;
    }

    function textureUrls(): unknown {
      if (!task.files.has(TEXTURE_FILES.base_color)) return nothing.list;
      return [Object.fromEntries(Object.entries(TEXTURE_FILES).flatMap(([key, name]) => (task.files.has(name) ? [[key, link(name)]] : [])))];
    }
  }

  return Object.assign(present, {
    partly(task: Task): WireTask {
      const whole = present(task);
      return isFinal(task) ? whole : Object.fromEntries(PARTIAL_KEYS.flatMap((key) => (key in whole ? [[key, whole[key]]] : [])));
    },
  });
}

function withoutUndefined(values: WireTask): WireTask {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
