import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { View } from "../src/index.ts";
import type { Backdrop } from "./bench-backdrop.ts";
import { CACHE_FOLDER, MANNERS, type Manner } from "./bench-shots.ts";

export interface ShapeRow {
  manner: Manner;
  views: readonly View[];
  iou: number;
  hullIou: number;
  /** Of the finished mesh against each given photo. */
  silhouetteIou: Partial<Record<View, number>>;
  match: number | null;
  boundary: number;
  nonManifold: number;
  triangles: number;
  issues: number;
  cpuSeconds: number;
}

export interface ObjectRows {
  object: string;
  fieldOfViewDegrees: number;
  shapes: ShapeRow[];
  /** Mask against truth, front and side photo, JPEG. */
  masks: Partial<Record<Backdrop, number>>;
  /** Volume IoU of the model of four straight photos in front of it, JPEG; 0 is a refusal. */
  models?: Partial<Record<Backdrop, number>>;
}

const FOLDER = join(CACHE_FOLDER, "rows");

/** Keeps what was measured; what an earlier run measured of other photos of the object stays. */
export function keepRows(kind: string, rows: ObjectRows): void {
  const file = join(FOLDER, kind, `${rows.object}.json`);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ObjectRows) : rows;
  const isNew = ({ manner }: ShapeRow): boolean => rows.shapes.some((row) => row.manner === manner);
  const shapes = [...before.shapes.filter((row) => !isNew(row)), ...rows.shapes].sort((a, b) => MANNERS.indexOf(a.manner) - MANNERS.indexOf(b.manner));
  mkdirSync(join(FOLDER, kind), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...rows, shapes, masks: { ...before.masks, ...rows.masks }, models: { ...before.models, ...rows.models } }));
}

/** What earlier runs of that kind measured, so that a long bench can be run a few objects at a time. */
export function keptRows(kind: string): ObjectRows[] {
  if (!existsSync(join(FOLDER, kind))) return [];
  return readdirSync(join(FOLDER, kind)).map((name) => JSON.parse(readFileSync(join(FOLDER, kind, name), "utf8")) as ObjectRows);
}
