import type { Part } from "../model.ts";
import type { Motion, MotionNode } from "../motion.ts";
import { eulerAngles } from "./euler-angles.ts";
import { makeModel, type FbxPlace } from "./fbx-model.ts";
import { long, node, text } from "./fbx-nodes.ts";
import { named, properties70 } from "./fbx-properties.ts";
import type { FbxScene } from "./fbx-scene.ts";
import type { Deformed } from "./fbx-deformers.ts";
import { uniqueNames } from "./unique-names.ts";
import { axesOf, type ResolvedWriteOptions } from "./write-options.ts";

const ROOT = 0;

/** The nodes on which what moves hangs, as the scene has them. */
export interface FbxRig {
  /** Of each node its model's id. */
  nodes: readonly number[];
  /** Of each part. */
  names: readonly string[];
  /** The model of a part that is a node itself; else null. */
  partOf(part: number): number | null;
  /** On which model a part hangs that has one of its own. */
  parentOf(part: Part): number;
  /** What was made of the parts that bend. */
  deformed: Deformed[];
}

export const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Turned and larger, as the file has its numbers. */
export function turnsOf(options: Pick<ResolvedWriteOptions, "unit" | "upAxis" | "scale">) {
  const { point, direction } = axesOf(options);
  const by = (turn: typeof point) => (values: readonly number[]): number[] => {
    const out: number[] = [];
    turn(values, 0, out);
    return [...out, ...values.slice(3)];
  };
  return { translation: by(point), rotation: by(direction), scale: ([x, y, z]: readonly number[]) => (options.upAxis === "z" ? [x!, z!, y!] : [x!, y!, z!]) };
}

/** Which part a node shows alone, and so is itself; null where it shows none, or several, or is a joint. */
function ownPartsOf(parts: readonly Part[], motion: Motion | null): (number | null)[] {
  const shown = new Map<number, number[]>();
  parts.forEach((part, at) => {
    const on = motion?.parts.get(part)?.node ?? null;
    if (on !== null) shown.set(on, [...(shown.get(on) ?? []), at]);
  });
  return (motion?.nodes ?? []).map(({ isJoint }, at) => (!isJoint && shown.get(at)?.length === 1 ? shown.get(at)![0]! : null));
}

/** The names of nodes and parts, each of its own; a part that is a node has that one's. */
export function nameRig(parts: readonly Part[], motion: Motion | null): { nodes: string[]; parts: string[] } {
  const own = ownPartsOf(parts, motion);
  const names = uniqueNames([...(motion?.nodes ?? []), ...parts].map(({ name }) => name), "text", "part");
  const nodeOf = new Map(own.flatMap((part, at) => (part === null ? [] : [[part, at] as const])));
  return { nodes: names.slice(0, own.length), parts: parts.map((_, at) => names[nodeOf.get(at) ?? own.length + at]!) };
}

/** Adds the nodes; one that shows one part alone, and is no joint, is that part's own. */
export function addRig(scene: FbxScene, parts: readonly Part[], motion: Motion | null, options: ResolvedWriteOptions): FbxRig {
  const { nodes: given = [] } = motion ?? {};
  const ownPart = ownPartsOf(parts, motion);
  const names = nameRig(parts, motion);
  const nodeOfPart = new Map(ownPart.flatMap((part, at) => (part === null ? [] : [[part, at] as const])));
  const turns = turnsOf(options);
  const placeOf = ({ translation, rotation, scale }: MotionNode): FbxPlace => ({ translation: turns.translation(translation), rotation: eulerAngles(turns.rotation(rotation) as never, [0, 0, 0]).map(degrees), scale: turns.scale(scale) });
  const nodes: number[] = [];
  for (const [at, one] of given.entries()) {
    const kind = ownPart[at] !== null ? "Mesh" : one.isJoint ? "LimbNode" : "Null";
    const model = scene.add((id) => makeModel(id, names.nodes[at]!, kind, placeOf(one)));
    nodes.push(model);
    scene.connect(model, one.parent < 0 ? ROOT : nodes[one.parent]!);
    if (kind === "Mesh") continue;
    const attribute = scene.add((id) => node("NodeAttribute", [long(id), named(names.nodes[at]!, "NodeAttribute"), text(kind)], [properties70(), node("TypeFlags", [text(kind === "Null" ? "Null" : "Skeleton")])]));
    scene.connect(attribute, model);
  }
  return {
    nodes,
    names: names.parts,
    partOf: (part) => (nodeOfPart.has(part) ? nodes[nodeOfPart.get(part)!]! : null),
    parentOf: (part) => {
      const on = motion?.parts.get(part)?.node ?? null;
      return on === null ? ROOT : nodes[on]!;
    },
    deformed: [],
  };
}
