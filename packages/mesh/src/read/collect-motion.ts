import type { Node, Primitive, Root, Scene, Skin } from "@gltf-transform/core";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import type { Part } from "../model.ts";
import type { CarriedMotion, Motion, MotionNode, PartMotion, PartSkin } from "../motion.ts";
import { determinantOf, IDENTITY, invert, multiply, normalMatrix, type Matrix4 } from "./matrix.ts";
import { jointSharesOf, placeVertices, type Placement } from "./place-vertices.ts";
import { readTracks } from "./read-tracks.ts";
import { turnedOver } from "./turned-over.ts";

/** What all morph targets of all parts may have together: they are as many surfaces, of which a few bytes of a file can declare thousands. */
const MOST_MORPHED_VERTICES = 8_000_000;
/** Places of what a joint scales to nothing cannot be told. */
const LEAST_DETERMINANT = 1e-30;

/** Where a part of the model comes from. */
export interface PartSource {
  node: Node;
  primitive: Primitive;
  placement: Placement;
  /** As the file has them. */
  indices: Uint32Array;
}

/** Gathers, beside the triangles in place, what moves them. */
export class MotionCollector {
  readonly #nodes: MotionNode[] = [];
  readonly #indices = new Map<Node, number>();
  readonly #parts = new Map<Part, PartMotion>();
  readonly #weights = new Map<Node, number>();
  readonly #skins = new Map<Skin, Pick<PartSkin, "joints" | "binds"> & { frame: Matrix4 } | null>();
  readonly #moved: ReadonlySet<Node>;
  readonly #morphing: ReadonlySet<Node>;
  readonly #joints: ReadonlySet<Node>;
  readonly #lost = new Set<CarriedMotion>();
  readonly #root: Root;
  #morphed = 0;

  constructor(root: Root) {
    this.#root = root;
    const channels = root.listAnimations().flatMap((animation) => animation.listChannels());
    this.#moved = new Set(channels.flatMap((channel) => (channel.getTargetPath() === "weights" ? [] : (channel.getTargetNode() ?? []))));
    this.#morphing = new Set(channels.flatMap((channel) => (channel.getTargetPath() === "weights" ? (channel.getTargetNode() ?? []) : [])));
    this.#joints = new Set(root.listSkins().flatMap((skin) => skin.listJoints()));
  }

  add(part: Part, source: PartSource): void {
    try {
      this.#add(part, source);
    } catch (error) {
      if (!(error instanceof InvalidGlbError)) throw error;
      // What is no number only where it moves to stands still, as it is read.
      for (const what of ["animations", "joints", "morphs"] as const) this.#lost.add(what);
    }
  }

  #add(part: Part, { node, primitive, placement, indices }: PartSource): void {
    const skin = node.getSkin();
    const isMoved = !skin && this.#isMoved(node);
    const targets = primitive.listTargets();
    if (!skin && !isMoved && targets.length === 0) return;
    const bound = skin ? this.#bind(skin, placement.joints ?? []) : null;
    if (skin && !bound) this.#lost.add("joints");
    // What hangs on joints that cannot be told stands still as it is.
    if (skin && !bound) return;
    const frame = bound?.frame ?? (isMoved ? placement.instance : placement.matrix);
    const position = primitive.getAttribute("POSITION")!;
    const placed = (weights: readonly number[]) => placeVertices(primitive, position, indices, { ...placement, matrix: frame, normals: normalMatrix(frame), joints: null, weights });
    // Not every reader looks at how much of a shape is there when nothing moves: what no animation changes is worked in, and its shape begins there.
    const still = targets.map((_, at) => placement.weights[at] ?? 0);
    const base = this.#morphing.has(node) ? still.map(() => 0) : still;
    const { positions, normals } = placed(base);
    this.#morphed += targets.length * position.getCount();
    const isTooMuch = this.#morphed > MOST_MORPHED_VERTICES;
    if (isTooMuch) this.#lost.add("morphs");
    const morphs = isTooMuch ? [] : targets.map((target, at) => {
      const grown = placed(base.with(at, base[at]! + 1));
      return { name: target.getName(), weight: still[at]! - base[at]!, positions: difference(grown.positions, positions), normals: normals && grown.normals && target.getAttribute("NORMAL") ? difference(grown.normals, normals) : null };
    }); // prettier-ignore
    this.#parts.set(part, {
      node: isMoved ? this.#indexOf(node) : null,
      positions,
      normals,
      indices: isMoved ? (determinantOf(placement.instance) < 0 ? turnedOver(indices) : indices) : part.indices,
      skin: bound && { joints: bound.joints, binds: bound.binds, ...jointSharesOf(primitive, positions.length / 3, bound.joints.length) },
      morphs,
      weights: this.#weightsOf(node),
    });
  }

  /** Null where nothing moves or hangs. */
  finish(scene: Scene): Motion | null {
    const shown = new Set<Node>();
    scene.traverse((node) => shown.add(node));
    const indexOf = (node: Node) => (shown.has(node) || this.#joints.has(node) ? this.#indexOf(node) : null);
    const weightsOf = (node: Node) => this.#weights.get(node) ?? null;
    const { animations, isWhole } = readTracks(this.#root, indexOf, weightsOf);
    if (!isWhole) this.#lost.add("animations");
    if (this.#parts.size === 0 && animations.length === 0) return null;
    const all: readonly CarriedMotion[] = ["animations", "joints", "morphs"];
    return { nodes: this.#nodes, parts: this.#parts, animations, carries: new Set(all.filter((what) => !this.#lost.has(what))) };
  }

  #isMoved(node: Node): boolean {
    for (let at: Node | null = node; at; at = at.getParentNode()) if (this.#moved.has(at)) return true;
    return false;
  }

  #weightsOf(node: Node): number {
    const known = this.#weights.get(node) ?? this.#weights.size;
    this.#weights.set(node, known);
    return known;
  }

  #indexOf(node: Node): number {
    const known = this.#indices.get(node);
    if (known !== undefined) return known;
    const parent = node.getParentNode();
    const own = { parent: parent ? this.#indexOf(parent) : -1, isJoint: this.#joints.has(node), translation: node.getTranslation(), rotation: node.getRotation(), scale: node.getScale() };
    const index = this.#nodes.push({ name: node.getName() || node.getMesh()?.getName() || (own.isJoint ? "joint" : "node"), ...own }) - 1;
    this.#indices.set(node, index);
    return index;
  }

  /**
   * The surface is told as the first joint has it when nothing moves, and the other joints where they have to be for that: of a file whose joints are
   * where the surface was made for them, which most are, that is how it is shown.
   */
  #bind(skin: Skin, placed: readonly Matrix4[]) {
    const known = this.#skins.get(skin);
    if (known !== undefined) return known;
    const frame = placed.find(isInvertible);
    const joints = skin.listJoints();
    const worlds = joints.map((joint) => joint.getWorldMatrix() as Matrix4);
    const inverse = skin.getInverseBindMatrices();
    const given = worlds.map((_, at) => (inverse && at < inverse.getCount() ? (inverse.getElement(at, []) as Matrix4) : IDENTITY));
    const bound = frame && given.every(isInvertible) ? { frame, joints: joints.map((joint) => this.#indexOf(joint)), binds: given.map((matrix) => multiply(frame, invert(matrix))) } : null;
    this.#skins.set(skin, bound);
    return bound;
  }
}

const isInvertible = (matrix: Matrix4): boolean => matrix.every(Number.isFinite) && Math.abs(determinantOf(matrix)) > LEAST_DETERMINANT;
const difference = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, at) => value - b[at]!);
