import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { View } from "../src/index.ts";
import type { Backdrop } from "./bench-backdrop.ts";
import { CACHE_FOLDER, type Manner } from "./bench-shots.ts";

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
}

const FOLDER = join(CACHE_FOLDER, "rows");

export function keepRows(kind: string, rows: ObjectRows): void {
  mkdirSync(join(FOLDER, kind), { recursive: true });
  writeFileSync(join(FOLDER, kind, `${rows.object}.json`), JSON.stringify(rows));
}

/** What earlier runs of that kind measured, so that a long bench can be run a few objects at a time. */
export function keptRows(kind: string): ObjectRows[] {
  if (!existsSync(join(FOLDER, kind))) return [];
  return readdirSync(join(FOLDER, kind)).map((name) => JSON.parse(readFileSync(join(FOLDER, kind, name), "utf8")) as ObjectRows);
}
