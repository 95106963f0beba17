import { MeshError } from "../mesh-error.ts";
import type { Model } from "../model.ts";
import { pause } from "../pause.ts";
import { closednessOf, type Closedness } from "../topology/closedness.ts";
import { dropCollapsed, dropNeedless } from "./drop-triangles.ts";
import { dropFlaps } from "./drop-flaps.ts";
import { fillHoles } from "./fill-holes.ts";
import { NewVertices } from "./new-vertices.ts";
import { orientTriangles } from "./orient-triangles.ts";
import { rebuildParts } from "./rebuild-parts.ts";
import { refuseUnknown } from "../refuse-unknown.ts";
import { RepairLog, type Repair } from "./repair-log.ts";
import { separateFans } from "./separate-fans.ts";
import { diagonalOf, gatherSurface, middleOf } from "./surface.ts";
import { turnOutwards } from "./turn-outwards.ts";
import { weldRims } from "./weld-rims.ts";

export interface RepairOptions {
  /** Metres: rims that are as near to each other as this are one. Default: a hundred thousandth of the model's diagonal. */
  tolerance?: number;
  /** The most edges around a hole that is closed; 0 for none. Default 200, at most 1,000. */
  maxHoleEdges?: number;
  /** The most that closes a hole, as a share of the surface that it is in. Default 0.1: an open bowl stays a bowl. */
  maxHoleShare?: number;
  signal?: AbortSignal;
  /** From 0 to 1, never back. */
  onProgress?: (share: number) => void;
}

export const REPAIR_DEFAULTS = { toleranceShare: 1e-5, maxHoleEdges: 200, maxHoleShare: 0.1 } as const;
/** What closes a hole is found in the time of its rim's length to the third power. */
const MOST_HOLE_EDGES = 1_000;

/** What was done, and what came of it. */
export interface RepairReport {
  before: Closedness;
  after: Closedness;
  /** How often each repair was made. */
  counts: Readonly<Record<Repair, number>>;
  /** Where: three numbers a time, metres, so that a viewer can show it. Of triangles and holes the middle. */
  places: Readonly<Record<Repair, Float32Array>>;
}

export interface Repaired {
  /** The same object, where nothing had to be done or nothing came of it. */
  model: Model;
  report: RepairReport;
}

/**
 * Mends the surface of a model so that it encloses a body, as printers and programs for CAD want it: makes one of rims that nearly meet, leaves out
 * triangles without a surface and those that are there twice, makes all look outwards, or inwards in a hollow, closes small holes, and moves what only
 * touches apart. Materials, coordinates, normals and colours stay with their triangles; what is new takes them from around.
 *
 * It never makes more of what is wrong: where the outcome has more edges that are open, disagreed about or crowded than before, the model stays.
 *
 * @throws MeshError `option` for an option that cannot be, or that there is not; the signal's reason.
 */
export async function repairModel(model: Model, options: RepairOptions = {}): Promise<Repaired> {
  refuseUnknown<RepairOptions>(options, { tolerance: true, maxHoleEdges: true, maxHoleShare: true, signal: true, onProgress: true });
  return repairSurveyed(model, closednessOf(model.parts), options);
}

/** {@link repairModel} of a model that was looked at before. */
export async function repairSurveyed(model: Model, before: Closedness, options: RepairOptions): Promise<Repaired> {
  const { tolerance, maxHoleEdges, maxHoleShare, signal, onProgress } = resolveRepairOptions(options);
  const log = new RepairLog();
  const vertices = new NewVertices(model.parts);
  let surface = gatherSurface(model.parts);
  /** How many triangles there are before those that close holes. */
  let own = 0;
  const stages = [
    () => void (surface = dropCollapsed(surface, log)),
    () => void (surface = dropCollapsed(weldRims(surface, tolerance ?? REPAIR_DEFAULTS.toleranceShare * diagonalOf(surface), log), log)),
    () => void (surface = dropNeedless(surface, log)),
    () => orientTriangles(surface),
    () => {
      own = surface.isTurned.length;
      surface = fillHoles(surface, vertices, { maxHoleEdges, maxHoleShare }, log);
    },
    () => turnOutwards(surface),
    () => void (surface = separateFans(dropFlaps(surface, log), log)),
  ];
  for (const [at, stage] of stages.entries()) {
    stage();
    onProgress?.((at + 1) / (stages.length + 1));
    await pause();
    signal?.throwIfAborted();
  }
  for (let triangle = 0; triangle < own; triangle++) if (surface.isTurned[triangle]) log.add("turned", middleOf(surface, triangle));
  const parts = rebuildParts(model.parts, surface, vertices);
  const isSame = parts.every((part, at) => part === model.parts[at]);
  const after = isSame ? before : closednessOf(parts);
  onProgress?.(1);
  if (faultsOf(after) > faultsOf(before)) return untouched(model, before);
  return { model: isSame ? model : { ...model, parts }, report: { before, after, counts: log.counts(), places: log.places() } };
}

function untouched(model: Model, before: Closedness): Repaired {
  const log = new RepairLog();
  return { model, report: { before, after: before, counts: log.counts(), places: log.places() } };
}

const faultsOf = ({ openEdges, flippedEdges, crowdedEdges }: Closedness): number => openEdges + flippedEdges + crowdedEdges;

function resolveRepairOptions({ tolerance, maxHoleEdges = REPAIR_DEFAULTS.maxHoleEdges, maxHoleShare = REPAIR_DEFAULTS.maxHoleShare, ...others }: RepairOptions) {
  if (tolerance !== undefined && !(tolerance >= 0 && Number.isFinite(tolerance))) throw new MeshError("option", `tolerance must be 0 metres or more, not ${tolerance}.`);
  if (!(Number.isInteger(maxHoleEdges) && maxHoleEdges >= 0 && maxHoleEdges <= MOST_HOLE_EDGES)) throw new MeshError("option", `maxHoleEdges must be a whole number from 0 to ${MOST_HOLE_EDGES}, not ${maxHoleEdges}.`);
  if (!(maxHoleShare >= 0 && maxHoleShare <= 1)) throw new MeshError("option", `maxHoleShare must be from 0 to 1, not ${maxHoleShare}.`);
  return { tolerance, maxHoleEdges, maxHoleShare, ...others };
}
