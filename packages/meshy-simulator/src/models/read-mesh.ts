import { readGlb, type Gltf } from "./glb.ts";

/** The first primitive of a GLB, each vertex with its values. */
export interface Mesh {
  /** x, y, z of each vertex. */
  positions: Float32Array;
  normals: Float32Array | null;
  /** u, v of each vertex, v downwards as glTF has it. */
  uvs: Float32Array | null;
  /** Three vertices a triangle. */
  indices: Uint32Array;
}

const FLOAT = 5126;
const INDEX_BYTES: Readonly<Record<number, number>> = { 5121: 1, 5123: 2, 5125: 4 };
const COMPONENTS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3 };

/** Reads the mesh of a GLB. Throws a `RangeError` for what this reader does not take: other than plain floats, no indices. */
export function readMesh(glb: Uint8Array): Mesh {
  const { gltf, binary } = readGlb(glb);
  const primitive = gltf.meshes?.[0]?.primitives[0];
  if (primitive?.indices === undefined) throw new RangeError("This GLB has no indexed mesh.");
  const data = new DataView(binary.buffer, binary.byteOffset, binary.byteLength);
  const { POSITION, NORMAL, TEXCOORD_0 } = primitive.attributes;
  if (POSITION === undefined) throw new RangeError("This GLB's mesh has no positions.");
  return {
    positions: readFloats(gltf, data, POSITION),
    normals: NORMAL === undefined ? null : readFloats(gltf, data, NORMAL),
    uvs: TEXCOORD_0 === undefined ? null : readFloats(gltf, data, TEXCOORD_0),
    indices: readIndices(gltf, data, primitive.indices),
  };
}

function locate(gltf: Gltf, index: number, componentBytes: (componentType: number) => number | undefined): { count: number; components: number; start: number; stride: number; bytes: number } {
  const accessor = gltf.accessors?.[index];
  const view = gltf.bufferViews?.[accessor?.bufferView ?? -1];
  const bytes = accessor && componentBytes(accessor.componentType);
  const components = COMPONENTS[accessor?.type ?? ""];
  if (!accessor || !view || !bytes || !components) throw new RangeError("This GLB keeps its mesh in a way that is not read here.");
  return { count: accessor.count, components, start: (view.byteOffset ?? 0) + (accessor.byteOffset ?? 0), stride: view.byteStride ?? bytes * components, bytes };
}

function readFloats(gltf: Gltf, data: DataView, index: number): Float32Array {
  const { count, components, start, stride } = locate(gltf, index, (type) => (type === FLOAT ? 4 : undefined));
  const values = new Float32Array(count * components);
  for (let i = 0; i < count; i++) for (let k = 0; k < components; k++) values[i * components + k] = data.getFloat32(start + i * stride + k * 4, true);
  return values;
}

function readIndices(gltf: Gltf, data: DataView, index: number): Uint32Array {
  const { count, start, stride, bytes } = locate(gltf, index, (type) => INDEX_BYTES[type]);
  const values = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const at = start + i * stride;
    values[i] = bytes === 4 ? data.getUint32(at, true) : bytes === 2 ? data.getUint16(at, true) : data.getUint8(at);
  }
  return values;
}
