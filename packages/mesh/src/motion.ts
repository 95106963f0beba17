import type { Part, Vector3 } from "./model.ts";
import type { Matrix4 } from "./read/matrix.ts";

/** What makes a model move, or what its parts hang on: beside the triangles in place, for formats that can have it. */
export interface Motion {
  /** Those that move or are joints, and what they hang on; parents first. */
  nodes: readonly MotionNode[];
  /** By the part as it was read: one that was mended or simplified is another, which nothing is known of. */
  parts: ReadonlyMap<Part, PartMotion>;
  animations: readonly ModelAnimation[];
  /** Of what the file has: what is here whole. */
  carries: ReadonlySet<CarriedMotion>;
}

/** By the names of {@link Model.dropped}. */
export type CarriedMotion = "animations" | "joints" | "morphs";

export type Quaternion = readonly [x: number, y: number, z: number, w: number];

/** A place by what it hangs on: first larger, then turned, then moved (glTF 2.0, 3.5.3), in metres, Y up. */
export interface MotionNode {
  name: string;
  /** Index of the node that it hangs on, or -1. */
  parent: number;
  isJoint: boolean;
  translation: Vector3;
  rotation: Quaternion;
  scale: Vector3;
}

/** The surface of a part before anything is done to it. */
export interface PartMotion {
  /** On which node it hangs, whose space its numbers are in; null: they are in the scene's. */
  node: number | null;
  positions: Float32Array;
  normals: Float32Array | null;
  /** In that space: a node that mirrors turns them over. */
  indices: Uint32Array;
  skin: PartSkin | null;
  morphs: readonly Morph[];
  /** Which tracks move its morphs. */
  weights: number;
}

export interface PartSkin {
  /** Indices of nodes. */
  joints: readonly number[];
  /** Where each joint is in the scene when the surface is as `positions` has it. */
  binds: readonly Matrix4[];
  /** So many a vertex. */
  size: number;
  /** `size` indices into `joints` a vertex. */
  which: Uint16Array;
  /** `size` shares a vertex, 1 in all. */
  shares: Float32Array;
}

/** A shape of the same vertices. */
export interface Morph {
  name: string;
  /** How much of it is there when nothing moves. */
  weight: number;
  /** By how much each vertex moves at a weight of 1, three numbers each. */
  positions: Float32Array;
  normals: Float32Array | null;
}

export interface ModelAnimation {
  name: string;
  tracks: readonly Track[];
}

/** Values over time: three numbers a key, four of a rotation, one for each morph. */
export interface Track {
  path: "translation" | "rotation" | "scale" | "weights";
  /** Index of the node; of `weights` what {@link PartMotion.weights} says. */
  target: number;
  /** Seconds, each later than the one before. */
  times: Float32Array;
  /** Of `cubic` three values a key: the tangent in, the value, the tangent out (glTF 2.0, appendix C). */
  values: Float32Array;
  interpolation: "linear" | "step" | "cubic";
}
