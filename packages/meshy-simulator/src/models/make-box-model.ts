import { createHash } from "node:crypto";
import { writeGlb } from "./glb.ts";
import type { MakeModel } from "./make-model.ts";
import { writePng } from "./write-png.ts";

const FLOAT = 5126;
const UNSIGNED_SHORT = 5123;
const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;
const TEXTURE_SIDE = 8;
const THUMBNAIL_SIDE = 64;

type Vector = readonly [number, number, number];

/** Each face by its normal and the direction of its texture's u; v completes the right hand. */
const FACES: readonly (readonly [normal: Vector, u: Vector])[] = [
  [[0, 0, 1], [1, 0, 0]],
  [[0, 0, -1], [-1, 0, 0]],
  [[1, 0, 0], [0, 0, -1]],
  [[-1, 0, 0], [0, 0, 1]],
  [[0, 1, 0], [1, 0, 0]],
  [[0, -1, 0], [1, 0, 0]],
];

/**
 * A box whose colours and height follow from the bytes of the images: as different as they are, valid, and made in about
 * a millisecond. For tests of everything but the model.
 */
export const makeBoxModel: MakeModel = (images) => {
  const hash = createHash("sha512");
  for (const image of images) hash.update(image);
  const digest = hash.digest();
  const pixelsOf = (side: number): Uint8Array => Uint8Array.from({ length: side * side * 3 }, (_, i) => digest[(Math.floor(i / 3) * 3 + (i % 3)) % digest.length] ?? 0);
  const glb = writeBox(0.5 + (digest[0] ?? 0) / 255, writePng(TEXTURE_SIDE, TEXTURE_SIDE, pixelsOf(TEXTURE_SIDE)));
  return Promise.resolve({ glb, thumbnail: writePng(THUMBNAIL_SIDE, THUMBNAIL_SIDE, pixelsOf(THUMBNAIL_SIDE)) });
};

function writeBox(height: number, texture: Uint8Array): Uint8Array {
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  for (const [normal, u] of FACES) {
    const v = cross(normal, u);
    const first = positions.length / 3;
    for (const [s, t] of [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const) {
      const corner = normal.map((n, k) => (n + s * (u[k] ?? 0) + t * (v[k] ?? 0)) / 2);
      positions.push(corner[0] ?? 0, ((corner[1] ?? 0) + 0.5) * height, corner[2] ?? 0);
      normals.push(...normal);
      uvs.push((s + 1) / 2, (1 - t) / 2);
    }
    indices.push(...[0, 1, 2, 0, 2, 3].map((i) => first + i));
  }
  const parts = [bytesOf(Float32Array.from(positions)), bytesOf(Float32Array.from(normals)), bytesOf(Float32Array.from(uvs)), bytesOf(Uint16Array.from(indices)), texture];
  const vertices = positions.length / 3;
  let at = 0;
  const bufferViews = parts.map((part, i) => {
    const view = { buffer: 0, byteOffset: at, byteLength: part.length, ...(i < 4 ? { target: i < 3 ? ARRAY_BUFFER : ELEMENT_ARRAY_BUFFER } : {}) };
    at += part.length;
    return view;
  });
  return writeGlb({
    binary: Buffer.concat(parts),
    gltf: {
      asset: { version: "2.0", generator: "meshy-simulator" },
      scene: 0,
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, indices: 3, material: 0 }] }],
      materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0, roughnessFactor: 0.7 } }],
      textures: [{ source: 0 }],
      images: [{ mimeType: "image/png", bufferView: 4 }],
      accessors: [
        { bufferView: 0, componentType: FLOAT, count: vertices, type: "VEC3", min: [-0.5, 0, -0.5], max: [0.5, Math.fround(height), 0.5] },
        { bufferView: 1, componentType: FLOAT, count: vertices, type: "VEC3" },
        { bufferView: 2, componentType: FLOAT, count: vertices, type: "VEC2" },
        { bufferView: 3, componentType: UNSIGNED_SHORT, count: indices.length, type: "SCALAR" },
      ],
      bufferViews,
    },
  });
}

const bytesOf = (values: Float32Array | Uint16Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
