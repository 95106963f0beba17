import { writeGlb } from "../packages/meshy-simulator/src/models/glb.ts";

const FLOAT = 5126;
const UNSIGNED_INT = 5125;
const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;

/** Of the largest sheet that is measured: 4,999,122 triangles. */
export const LARGE_SIDE = 1581;

/** A valid GLB of a waved sheet with 2 × side × side triangles: positions and indices, nothing else. */
export function makeGridGlb(side: number): Uint8Array {
  const row = side + 1;
  const positions = new Float32Array(row * row * 3);
  for (let z = 0; z < row; z += 1) {
    for (let x = 0; x < row; x += 1) positions.set([x / side, 0.1 * Math.sin(x / 9) * Math.cos(z / 7), z / side], (z * row + x) * 3);
  }
  const indices = new Uint32Array(side * side * 6);
  for (let z = 0; z < side; z += 1) {
    for (let x = 0; x < side; x += 1) {
      const corner = z * row + x;
      indices.set([corner, corner + row, corner + 1, corner + 1, corner + row, corner + row + 1], (z * side + x) * 6);
    }
  }
  const heights = positions.filter((_, i) => i % 3 === 1);
  const binary = Buffer.concat([Buffer.from(positions.buffer), Buffer.from(indices.buffer)]);
  const gltf = {
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: FLOAT, count: row * row, type: "VEC3", min: [0, heights.reduce((a, b) => Math.min(a, b)), 0], max: [1, heights.reduce((a, b) => Math.max(a, b)), 1] },
      { bufferView: 1, componentType: UNSIGNED_INT, count: indices.length, type: "SCALAR" },
    ],
    bufferViews: [
      { buffer: 0, byteLength: positions.byteLength, target: ARRAY_BUFFER },
      { buffer: 0, byteOffset: positions.byteLength, byteLength: indices.byteLength, target: ELEMENT_ARRAY_BUFFER },
    ],
    buffers: [{ byteLength: binary.length }],
  };
  return writeGlb({ gltf, binary });
}
