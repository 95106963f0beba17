import type { ErrorActor } from "@model-3d/contract";
import type { ProviderCost, RemoteFile, TaskReport, TextureMap } from "../provider.ts";
import { MESHY_COST_UNIT } from "./build-create-body.ts";
import { quoteMeshy, withQuote } from "./quote-meshy.ts";

/** A task as Meshy sends it, whole or in part: nothing is certain about any key. */
export type MeshyTask = Readonly<Record<string, unknown>>;

export interface ToTaskReportOptions {
  /** An origin besides `https:` ones that files may lie on: the simulator's. */
  fileOrigin: string | null;
  /** Counted from a task's end where it does not say when its files go. */
  fileLifeMs: number;
}

/** Keys of `model_urls`, the file's name with us (the one that Meshy's OBJ and MTL call it by) and its type. */
const MODEL_FILES = [
  ["glb", "model.glb", "model/gltf-binary"],
  ["fbx", "model.fbx", "application/octet-stream"],
  ["obj", "model.obj", "model/obj"],
  ["mtl", "model.mtl", "model/mtl"],
  ["usdz", "model.usdz", "model/vnd.usdz+zip"],
  ["stl", "model.stl", "model/stl"],
  ["3mf", "model.3mf", "model/3mf"],
  ["pre_remeshed_glb", "pre_remeshed_model.glb", "model/gltf-binary"],
] as const;

const MAPS: readonly (readonly [map: TextureMap, suffix: string])[] = [["base_color", ""], ["metallic", "_metallic"], ["roughness", "_roughness"], ["normal", "_normal"], ["emission", "_emission"]];
const IMAGE_TYPES: Readonly<Record<string, string>> = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", webp: "image/webp" };

const MAX_URL_CHARACTERS = 4096;
const MAX_TEXTURE_SETS = 16;
const MAX_THUMBNAILS = 8;

/** What a task says, in our words. Anything may be missing, `""`, `null` or of another kind: then it is not there. Never throws. */
export function toTaskReport(task: MeshyTask, options: ToTaskReportOptions): TaskReport {
  switch (textOf(task.status)?.trim().toUpperCase()) {
    case "PENDING":
      return { status: "PENDING", queuePlace: countOf(task.preceding_tasks) };
    case "SUCCEEDED": {
      const files = filesOf(task, options.fileOrigin);
      return { status: "SUCCEEDED", files, filesExpireAt: expiryOf(task, files, options.fileLifeMs), cost: costOf(task) };
    }
    case "FAILED":
      return { status: "FAILED", ...failureOf(task), cost: costOf(task) };
    case "CANCELED":
    case "CANCELLED":
      return { status: "FAILED", code: "canceled", actor: "host", message: "The task was cancelled at Meshy before it was done.", cost: costOf(task) };
    case "EXPIRED":
      return { status: "EXPIRED", message: "Meshy gave the task up before it was done. Please try again." };
    default:
      return { status: "IN_PROGRESS", progress: Math.min(100, Math.floor(numberOf(task.progress) ?? 0)) };
  }
}

/** Milliseconds since 1970, `null` for 0, `null`, `"abc"` and times that no `Date` can hold. Seconds are told from milliseconds by their size. */
export function readEpoch(value: unknown): Date | null {
  const number = numberOf(value);
  if (number === null || number === 0) return null;
  const date = new Date(number < FIRST_MILLISECONDS ? number * 1000 : number);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** As milliseconds in 1973, as seconds in the year 5138. */
const FIRST_MILLISECONDS = 1e11;

const FAILURES: Readonly<Record<string, { actor: ErrorActor; message: string }>> = {
  invalid_input: { actor: "user", message: "Meshy could not make a model of these photos. Use sharp photos of one object, whole in the picture, from the sides they are named for." },
  timeout: { actor: "provider", message: "The model took too long at Meshy and was given up. Please try again." },
  service_unavailable: { actor: "provider", message: "Meshy was not available while the model was made. Please try again later." },
  server_error: { actor: "provider", message: "Meshy stopped with a fault of its own. Please try again." },
};

function failureOf(task: MeshyTask): { code: string; actor: ErrorActor; message: string } {
  const error = recordOf(task.task_error);
  const type = textOf(error?.type)?.toLowerCase() ?? "";
  const known = Object.hasOwn(FAILURES, type) ? FAILURES[type] : undefined;
  const words = error ? error.message : task.task_error;
  const { actor, message } = known ?? { actor: "provider", message: "Meshy could not make the model." };
  return { code: known ? type : "failed", actor, message: known || quoteMeshy(words) ? withQuote(message, words) : `${message} It gave no reason. Please try again.` };
}

function filesOf(task: MeshyTask, origin: string | null): RemoteFile[] {
  const urls = recordOf(task.model_urls);
  const models = MODEL_FILES.flatMap(([kind, name, contentType]) => {
    const url = urlOf(urls?.[kind], origin);
    return url ? [{ kind, name, contentType, url: url.href }] : [];
  });
  return [...models, ...thumbnailsOf(task, origin), ...texturesOf(task, origin)];
}

function thumbnailsOf(task: MeshyTask, origin: string | null): RemoteFile[] {
  const several = listOf(task.thumbnail_urls).slice(0, MAX_THUMBNAILS);
  return [
    ...imageFile("thumbnail", "thumbnail", task.thumbnail_url, origin),
    ...imageFile("alpha_thumbnail", "alpha_thumbnail", task.alpha_thumbnail_url, origin),
    ...several.flatMap((value, i) => imageFile(`thumbnail_${i}`, `thumbnail_${i}`, value, origin)),
  ];
}

/** Sets without a base colour are no use to anybody and are left out; their maps keep the number that Meshy's MTL calls them by. */
function texturesOf(task: MeshyTask, origin: string | null): RemoteFile[] {
  const value = task.texture_urls;
  const sets = Array.isArray(value) ? value.slice(0, MAX_TEXTURE_SETS) : [value];
  return sets.flatMap((entry, set) => {
    const urls = recordOf(entry);
    if (!urls || !urlOf(urls.base_color, origin)) return [];
    return MAPS.flatMap(([map, suffix]) => imageFile("texture", `texture_${set}${suffix}`, urls[map], origin).map((file) => ({ ...file, texture: { set, map } })));
  });
}

function imageFile(kind: string, stem: string, value: unknown, origin: string | null): RemoteFile[] {
  const url = urlOf(value, origin);
  if (!url) return [];
  const [, given] = /\.([A-Za-z0-9]+)$/.exec(url.pathname) ?? [];
  const extension = given && Object.hasOwn(IMAGE_TYPES, given.toLowerCase()) ? given.toLowerCase() : "png";
  return [{ kind, name: `${stem}.${extension}`, contentType: IMAGE_TYPES[extension] ?? "image/png", url: url.href }];
}

function urlOf(value: unknown, origin: string | null): URL | null {
  const text = textOf(value);
  const url = text === null || text.length > MAX_URL_CHARACTERS ? null : URL.parse(text);
  if (!url || url.username !== "" || url.password !== "") return null;
  return url.protocol === "https:" || url.origin === origin ? url : null;
}

/** Its own word, else that of the first signature to run out, else counted from the end. */
function expiryOf(task: MeshyTask, files: readonly RemoteFile[], fileLifeMs: number): Date | null {
  const said = readEpoch(task.expires_at);
  if (said) return said;
  const signed = files.flatMap(({ url }) => readEpoch(new URL(url).searchParams.get("Expires"))?.getTime() ?? []);
  if (signed.length > 0) return new Date(Math.min(...signed));
  const end = readEpoch(task.finished_at);
  return end && new Date(end.getTime() + fileLifeMs);
}

function costOf(task: MeshyTask): ProviderCost | null {
  const amount = numberOf(task.consumed_credits);
  return amount === null ? null : { amount, unit: MESHY_COST_UNIT };
}

/** A number from 0, also when it comes as text. */
function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : null;
}

function countOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value if it is an object with keys; lists are none. */
export function recordOf(value: unknown): MeshyTask | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as MeshyTask) : null;
}
