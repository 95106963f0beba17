import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { zstdCompressSync } from "node:zlib";
import { MeshoptEncoder } from "meshoptimizer/encoder";
import { createGlb } from "../packages/elements/test/create-glb.ts";

const GLB_MAGIC = 0x46546c67;
const [JSON_CHUNK, BINARY_CHUNK] = [0x4e4f534a, 0x004e4942];
const aligned = (length: number): number => Math.ceil(length / 4) * 4;

function packGlb(json: object, binary: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(json));
  const head = Buffer.alloc(20 + aligned(text.length), 0x20);
  const total = head.length + 8 + aligned(binary.length);
  [GLB_MAGIC, 2, total, aligned(text.length), JSON_CHUNK].forEach((word, index) => head.writeUInt32LE(word, index * 4));
  text.copy(head, 20);
  const chunk = Buffer.alloc(8 + aligned(binary.length));
  chunk.writeUInt32LE(aligned(binary.length), 0);
  chunk.writeUInt32LE(BINARY_CHUNK, 4);
  chunk.set(binary, 8);
  return Buffer.concat([head, chunk]);
}

interface Part {
  byteOffset: number;
  byteLength: number;
}

interface PlainGltf {
  bufferViews: Part[];
  accessors: { count: number }[];
  meshes: { primitives: { attributes: Record<string, number>; indices: number; extensions?: object }[] }[];
}

/** The vase, taken apart: positions and normals as floats, indices as shorts. */
function readVase(): { json: PlainGltf; parts: Uint8Array[] } {
  const glb = createGlb();
  const length = new DataView(glb.buffer).getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + length))) as PlainGltf;
  const start = 20 + length + 8;
  return { json, parts: json.bufferViews.map(({ byteOffset, byteLength }) => glb.slice(start + byteOffset, start + byteOffset + byteLength)) };
}

/** Lays parts one after the other, each at a multiple of four. */
function lay(parts: readonly Uint8Array[]): { binary: Uint8Array; places: Part[] } {
  const places: Part[] = [];
  let end = 0;
  for (const { length } of parts) {
    places.push({ byteOffset: end, byteLength: length });
    end += aligned(length);
  }
  const binary = new Uint8Array(end);
  parts.forEach((part, index) => binary.set(part, places[index]?.byteOffset));
  return { binary, places };
}

/** The vase with EXT_meshopt_compression. */
export async function createMeshoptGlb(): Promise<Buffer> {
  await MeshoptEncoder.ready;
  const { json, parts } = readVase();
  const kinds = [{ mode: "ATTRIBUTES", byteStride: 12 }, { mode: "ATTRIBUTES", byteStride: 12 }, { mode: "TRIANGLES", byteStride: 2 }];
  const encoded = parts.map((part, index) => {
    const { mode = "ATTRIBUTES", byteStride = 12 } = kinds[index] ?? {};
    return MeshoptEncoder.encodeGltfBuffer(part, part.length / byteStride, byteStride, mode);
  });
  const { binary, places } = lay(encoded);
  const plain = lay(parts);
  const extensions = ["EXT_meshopt_compression"];
  return packGlb(
    {
      ...json,
      extensionsUsed: extensions,
      extensionsRequired: extensions,
      buffers: [{ byteLength: binary.length }, { byteLength: plain.binary.length, extensions: { EXT_meshopt_compression: { fallback: true } } }],
      bufferViews: plain.places.map((place, index) => ({
        buffer: 1,
        ...place,
        extensions: { EXT_meshopt_compression: { buffer: 0, ...places[index], ...kinds[index], count: (parts[index]?.length ?? 0) / (kinds[index]?.byteStride ?? 1) } },
      })),
    },
    binary,
  );
}

interface DracoEncoderModule {
  Encoder: new () => { EncodeMeshToDracoBuffer(mesh: object, target: object): number };
  MeshBuilder: new () => {
    AddFacesToMesh(mesh: object, faces: number, indices: Uint32Array): void;
    AddFloatAttributeToMesh(mesh: object, type: number, points: number, size: number, values: Float32Array): number;
  };
  Mesh: new () => object;
  DracoInt8Array: new () => { GetValue(index: number): number };
  POSITION: number;
  NORMAL: number;
}

/** The vase with KHR_draco_mesh_compression, by the encoder that three brings along. */
export async function createDracoGlb(): Promise<Buffer> {
  const path = new URL("../node_modules/three/examples/jsm/libs/draco/gltf/draco_encoder.js", import.meta.url);
  const load = runInThisContext(`(() => { const module = undefined, exports = undefined, process = undefined, require = undefined; ${readFileSync(path, "utf8")}; return DracoEncoderModule; })()`) as (options: { onModuleLoaded: (draco: DracoEncoderModule) => void }) => unknown;
  // It looks like a promise and is none: awaited, it would be asked for itself without end.
  const { draco } = await new Promise<{ draco: DracoEncoderModule }>((resolve) => load({ onModuleLoaded: (loaded) => resolve({ draco: loaded }) }));
  const { json, parts } = readVase();
  const [positions, normals] = parts.map(({ buffer }) => new Float32Array(buffer));
  const indices = new Uint32Array(new Uint16Array(parts[2]?.buffer ?? new ArrayBuffer(0)));
  if (positions === undefined || normals === undefined) throw new Error("The vase has no points.");
  const [mesh, builder, target] = [new draco.Mesh(), new draco.MeshBuilder(), new draco.DracoInt8Array()];
  builder.AddFacesToMesh(mesh, indices.length / 3, indices);
  const POSITION = builder.AddFloatAttributeToMesh(mesh, draco.POSITION, positions.length / 3, 3, positions);
  const NORMAL = builder.AddFloatAttributeToMesh(mesh, draco.NORMAL, normals.length / 3, 3, normals);
  const length = new draco.Encoder().EncodeMeshToDracoBuffer(mesh, target);
  const binary = Uint8Array.from({ length }, (_, index) => target.GetValue(index));
  const [primitive] = json.meshes[0]?.primitives ?? [];
  if (primitive === undefined || length === 0) throw new Error("The vase could not be encoded.");
  primitive.extensions = { KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION, NORMAL } } };
  const extensions = ["KHR_draco_mesh_compression"];
  const accessors = json.accessors.map((accessor) => ({ ...accessor, bufferView: undefined }));
  return packGlb({ ...json, accessors, extensionsUsed: extensions, extensionsRequired: extensions, buffers: [{ byteLength: length }], bufferViews: [{ buffer: 0, byteOffset: 0, byteLength: length }] }, binary);
}

const KTX2_MAGIC = [0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a];
const UASTC = 166;
const SIDE = 8;

/** A picture of one colour as KTX2 of the kind UASTC: every block says "one colour", and which. */
function createKtx2([red, green, blue]: readonly [number, number, number]): Uint8Array {
  const [descriptorAt, blocksAt, blocks] = [104, 160, (SIDE / 4) ** 2];
  const file = Buffer.alloc(blocksAt + blocks * 16);
  file.set(KTX2_MAGIC);
  // Format unknown, bytes of a type, width, height, depth, layers, faces, levels, no supercompression.
  [0, 1, SIDE, SIDE, 0, 0, 1, 1, 0].forEach((word, index) => file.writeUInt32LE(word, 12 + index * 4));
  [descriptorAt, 44, 0, 0].forEach((word, index) => file.writeUInt32LE(word, 48 + index * 4));
  [blocksAt, blocks * 16, blocks * 16].forEach((word, index) => file.writeBigUInt64LE(BigInt(word), 80 + index * 8));
  // One basic descriptor of one sample: model, primaries, sRGB, blocks of 4 by 4 in 16 bytes.
  file.writeUInt32LE(44, descriptorAt);
  file.writeUInt16LE(2, descriptorAt + 8);
  file.writeUInt16LE(40, descriptorAt + 10);
  file.set([UASTC, 1, 2, 0, 3, 3, 0, 0, 16], descriptorAt + 12);
  file.set([0, 0, 127, 0], descriptorAt + 28);
  file.writeUInt32LE(0xffffffff, descriptorAt + 40);
  // Mode 8 is 10111 in the lowest five bits, then eight bits a channel.
  const block = [0x17n, BigInt(red), BigInt(green), BigInt(blue), 255n].reduceRight((bits, value, index) => bits | (value << BigInt(index === 0 ? 0 : 5 + (index - 1) * 8)), 0n);
  for (let index = 0; index < blocks; index += 1) file.writeBigUInt64LE(block, blocksAt + index * 16);
  return file;
}

const [RGBSDA, VK_FORMAT_R8G8B8A8_SRGB, ZSTANDARD] = [1, 43, 2];

/** A picture of one colour as KTX2 of plain bytes, packed by Zstandard. */
function createPackedKtx2(color: readonly [number, number, number]): Uint8Array {
  const pixels = new Uint8Array(SIDE * SIDE * 4).map((_, index) => [...color, 255][index % 4] ?? 0);
  const packed = zstdCompressSync(pixels);
  const header = Buffer.from(createKtx2(color)).subarray(0, 160);
  [VK_FORMAT_R8G8B8A8_SRGB, 1, SIDE, SIDE, 0, 0, 1, 1, ZSTANDARD].forEach((word, index) => header.writeUInt32LE(word, 12 + index * 4));
  [header.length, packed.length, pixels.length].forEach((word, index) => header.writeBigUInt64LE(BigInt(word), 80 + index * 8));
  header.set([RGBSDA, 1, 2, 0, 0, 0, 0, 0, 4], 116);
  return Buffer.concat([header, packed]);
}

/** A square of one colour whose texture is KTX2, by KHR_texture_basisu; `packed` by Zstandard or not. */
export function createKtx2Glb({ packed = false } = {}): Buffer {
  const positions = new Float32Array([-0.5, 0, 0, 0.5, 0, 0, 0.5, 1, 0, -0.5, 1, 0]);
  const places = new Float32Array([0, 1, 1, 1, 1, 0, 0, 0]);
  const corners = new Uint16Array([0, 1, 2, 0, 2, 3]);
  const { binary, places: views } = lay([...[positions, places, corners].map(({ buffer }) => new Uint8Array(buffer)), (packed ? createPackedKtx2 : createKtx2)([30, 160, 60])]);
  const extensions = ["KHR_texture_basisu"];
  return packGlb(
    {
      asset: { version: "2.0" },
      extensionsUsed: extensions,
      extensionsRequired: extensions,
      scene: 0,
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, indices: 2, material: 0 }] }],
      materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0 } }],
      textures: [{ extensions: { KHR_texture_basisu: { source: 0 } } }],
      images: [{ bufferView: 3, mimeType: "image/ktx2" }],
      buffers: [{ byteLength: binary.length }],
      bufferViews: views.map((view) => ({ buffer: 0, ...view })),
      accessors: [
        { bufferView: 0, componentType: 5126, count: 4, type: "VEC3", min: [-0.5, 0, 0], max: [0.5, 1, 0] },
        { bufferView: 1, componentType: 5126, count: 4, type: "VEC2" },
        { bufferView: 2, componentType: 5123, count: 6, type: "SCALAR" },
      ],
    },
    binary,
  );
}
