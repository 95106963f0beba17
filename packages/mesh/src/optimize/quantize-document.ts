import { Accessor, type Document, type Mesh, type Node, type Primitive } from "@gltf-transform/core";
import { KHRMeshQuantization } from "@gltf-transform/extensions";
import { longestSide } from "../model.ts";
import { emptyBox, type GrowingBox } from "../read/matrix.ts";
import { viewAll } from "../read/place-vertices.ts";
import { isTriangles, largestScaleOf, nodesOf } from "./vertex-streams.ts";

/** Of positions and texture coordinates; as many steps as {@link POSITION_STEPS} over the longest side of a mesh. */
const POSITION_STEPS = 2 ** 14 - 1;
/** Multiples of it are all that coordinates become: nought and one are among them, to the bit. */
const UV_GRID = 15;
const INSTANCING = "EXT_mesh_gpu_instancing";

/**
 * Fewer bits a vertex, in place (KHR_mesh_quantization): positions 14, coordinates 12, normals, tangents, colours and weights 8. Positions stay as they are
 * where something besides the node moves them: skins, morph targets, instances. Normals and tangents stay for a compression that rounds them itself, so
 * that they are rounded once. Returns by how much a vertex moved at most, in metres of the scene.
 */
export function quantizeDocument(document: Document, { keepsNormals }: { keepsNormals: boolean }): number {
  document.createExtension(KHRMeshQuantization).setRequired(true);
  let largest = 0;
  const placed = new Map<string, Map<Accessor, Accessor>>();
  const done = new Map<Accessor, Accessor>();
  for (const mesh of document.getRoot().listMeshes()) {
    largest = Math.max(largest, quantizePositions(document, mesh, placed));
    for (const primitive of mesh.listPrimitives()) if (isTriangles(primitive)) quantizeAttributes(document, primitive, done, keepsNormals);
  }
  return largest;
}

/** @param done By box and step: meshes of the same data share what becomes of it. */
function quantizePositions(document: Document, mesh: Mesh, done: Map<string, Map<Accessor, Accessor>>): number {
  const primitives = mesh.listPrimitives();
  const nodes = nodesOf(mesh);
  const isMoved = nodes.some((node) => node.getSkin() !== null || node.getExtension(INSTANCING) !== null) || primitives.some((primitive) => primitive.listTargets().length > 0 || !isTriangles(primitive));
  const positions = primitives.map((primitive) => primitive.getAttribute("POSITION")!);
  if (isMoved || nodes.length === 0 || positions.some((accessor) => accessor.getComponentType() !== Accessor.ComponentType.FLOAT)) return 0;
  const { min, max } = endsOf(positions);
  const longest = longestSide({ min, max });
  if (!(longest > 0 && Number.isFinite(longest))) return 0;
  const step = longest / POSITION_STEPS;
  const scale = largestScaleOf(mesh);
  const key = `${min.join()} ${step}`;
  primitives.forEach((primitive, at) => {
    const same = done.get(key)?.get(positions[at]!);
    const made = same ?? replaced(document, positions[at]!, inSteps(viewAll(positions[at]!, 3), min, step), false);
    primitive.setAttribute("POSITION", made);
    done.set(key, (done.get(key) ?? new Map<Accessor, Accessor>()).set(positions[at]!, made));
  });
  for (const node of nodes) place(document, node, mesh, min, step);
  return (step / 2) * Math.sqrt(3) * scale;
}

/** Of what are numbers in them. */
function endsOf(positions: readonly Accessor[]): GrowingBox {
  const box = emptyBox();
  for (const accessor of positions) for (let axis = 0; axis < 3; axis++) growAxis(box, axis, viewAll(accessor, 3));
  return box;
}

function growAxis(box: GrowingBox, axis: number, positions: Float32Array): void {
  let min = box.min[axis]!;
  let max = box.max[axis]!;
  for (let at = axis; at < positions.length; at += 3) {
    const value = positions[at]!;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  box.min[axis] = min;
  box.max[axis] = max;
}

/** Lets the node, or one below it where the node is of use to others, undo what became of the positions. */
function place(document: Document, node: Node, mesh: Mesh, offset: readonly number[], step: number): void {
  const isFree = node.listChildren().length === 0 && node.getCamera() === null && node.listExtensions().length === 0 && !node.listParents().some(({ propertyType }) => propertyType === "AnimationChannel" || propertyType === "Skin");
  if (!isFree) {
    node.setMesh(null).addChild(document.createNode().setMesh(mesh).setTranslation([offset[0]!, offset[1]!, offset[2]!]).setScale([step, step, step]));
    return;
  }
  const [translation, [x, y, z, w], scale] = [node.getTranslation(), node.getRotation(), node.getScale()];
  const [a, b, c] = [0, 1, 2].map((axis) => scale[axis]! * offset[axis]!) as [number, number, number];
  // Turned by a quaternion: v + 2 w (q × v) + 2 q × (q × v).
  const [i, j, k] = [2 * (y * c - z * b), 2 * (z * a - x * c), 2 * (x * b - y * a)];
  node.setTranslation([translation[0] + a + w * i + (y * k - z * j), translation[1] + b + w * j + (z * i - x * k), translation[2] + c + w * k + (x * j - y * i)]);
  node.setScale([scale[0] * step, scale[1] * step, scale[2] * step]);
}

function quantizeAttributes(document: Document, primitive: Primitive, done: Map<Accessor, Accessor>, keepsNormals: boolean): void {
  for (const semantic of primitive.listSemantics()) {
    if (keepsNormals && (semantic === "NORMAL" || semantic === "TANGENT")) continue;
    const accessor = primitive.getAttribute(semantic)!;
    if (accessor.getComponentType() !== Accessor.ComponentType.FLOAT) continue;
    // Of more than four joints a vertex, the sums are over sets that are not all at hand.
    if (semantic === "WEIGHTS_0" && primitive.getAttribute("WEIGHTS_1")) continue;
    const known = done.get(accessor);
    const made = known ?? quantized(document, semantic, accessor);
    if (!made) continue;
    done.set(accessor, made);
    primitive.setAttribute(semantic, made);
  }
}

function quantized(document: Document, semantic: string, accessor: Accessor): Accessor | null {
  const values = viewAll(accessor, accessor.getElementSize());
  if (semantic === "NORMAL" || semantic === "TANGENT") return replaced(document, accessor, roundInto(new Int8Array(values.length), values, 127, -1), true);
  if (semantic.startsWith("COLOR_")) return replaced(document, accessor, roundInto(new Uint8Array(values.length), values, 255, 0), true);
  if (semantic.startsWith("WEIGHTS_")) return semantic === "WEIGHTS_0" && accessor.getElementSize() === 4 ? replaced(document, accessor, quantizeWeights(viewAll(accessor, 4)), true) : null;
  if (!semantic.startsWith("TEXCOORD_")) return null;
  let [min, max] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    min = Math.min(min, values[at]!);
    max = Math.max(max, values[at]!);
  }
  if (min >= 0 && max <= 1) return replaced(document, accessor, roundInto(new Uint16Array(values.length), values, 0xffff / UV_GRID, 0, UV_GRID), true);
  if (min >= -1 && max <= 1) return replaced(document, accessor, roundInto(new Int16Array(values.length), values, 0x7fff, -1), true);
  return null;
}

/** Numbers from `min` to 1 in so many steps each 1, every one of them worth `grid`. Walked by number: `from` with a function takes several times as long. */
function roundInto<Numbers extends Uint16Array | Int16Array | Uint8Array | Int8Array>(made: Numbers, values: Float32Array, steps: number, min: number, grid = 1): Numbers {
  for (let at = 0; at < values.length; at++) made[at] = grid * Math.round(steps * clamp(values[at]!, min, 1));
  return made;
}

function inSteps(positions: Float32Array, min: readonly number[], step: number): Uint16Array {
  const made = new Uint16Array(positions.length);
  for (let axis = 0; axis < 3; axis++) {
    const from = min[axis]!;
    for (let at = axis; at < positions.length; at += 3) made[at] = Math.round((positions[at]! - from) / step);
  }
  return made;
}

/** Sums of 1, as the standard wants them, by giving the largest what rounding took or gave. */
function quantizeWeights(values: Float32Array): Uint8Array {
  const made = new Uint8Array(values.length);
  for (let at = 0; at < made.length; at += 4) {
    const given = values.subarray(at, at + 4).map((value) => clamp(value, 0, Infinity));
    const all = given.reduce((sum, value) => sum + value, 0);
    if (!(all > 0 && Number.isFinite(all))) continue;
    const four = made.subarray(at, at + 4);
    four.set(given.map((value) => Math.round((255 * value) / all)));
    const largest = four.indexOf(Math.max(...four));
    four[largest]! += 255 - four.reduce((sum, value) => sum + value, 0);
  }
  return made;
}

function replaced(document: Document, accessor: Accessor, array: Uint16Array | Int16Array | Uint8Array | Int8Array, isNormalized: boolean): Accessor {
  return document.createAccessor().setType(accessor.getType()).setBuffer(accessor.getBuffer()).setArray(array).setNormalized(isNormalized);
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value || 0));
