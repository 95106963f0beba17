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

/** Adds the nodes; one that shows one part alone, and is no joint, is that part's own. */
export function addRig(scene: FbxScene, parts: readonly Part[], motion: Motion | null, options: ResolvedWriteOptions): FbxRig {
  const { nodes: given = [] } = motion ?? {};
  const shown = new Map<number, number[]>();
  parts.forEach((part, at) => {
    const on = motion?.parts.get(part)?.node ?? null;
    if (on !== null) shown.set(on, [...(shown.get(on) ?? []), at]);
  });
  const ownPart = given.map(({ isJoint }, at) => (!isJoint && shown.get(at)?.length === 1 ? shown.get(at)![0]! : null));
  const names = uniqueNames([...given, ...parts].map(({ name }) => name), "text", "part");
  const nodeOfPart = new Map(ownPart.flatMap((part, at) => (part === null ? [] : [[part, at] as const])));
  const turns = turnsOf(options);
  const placeOf = ({ translation, rotation, scale }: MotionNode): FbxPlace => ({ translation: turns.translation(translation), rotation: eulerAngles(turns.rotation(rotation) as never, [0, 0, 0]).map(degrees), scale: turns.scale(scale) });
  const nodes: number[] = [];
  for (const [at, one] of given.entries()) {
    const kind = ownPart[at] !== null ? "Mesh" : one.isJoint ? "LimbNode" : "Null";
    const model = scene.add((id) => makeModel(id, names[at]!, kind, placeOf(one)));
    nodes.push(model);
    scene.connect(model, one.parent < 0 ? ROOT : nodes[one.parent]!);
    if (kind === "Mesh") continue;
    const attribute = scene.add((id) => node("NodeAttribute", [long(id), named(names[at]!, "NodeAttribute"), text(kind)], [properties70(), node("TypeFlags", [text(kind === "Null" ? "Null" : "Skeleton")])]));
    scene.connect(attribute, model);
  }
  return {
    nodes,
    names: parts.map((_, at) => names[nodeOfPart.get(at) ?? given.length + at]!),
    partOf: (part) => (nodeOfPart.has(part) ? nodes[nodeOfPart.get(part)!]! : null),
    parentOf: (part) => {
      const on = motion?.parts.get(part)?.node ?? null;
      return on === null ? ROOT : nodes[on]!;
    },
    deformed: [],
  };
}
