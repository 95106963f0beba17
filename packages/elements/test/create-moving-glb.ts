import { createGlb } from "./create-glb.ts";
import { packGlb } from "./pack-glb.ts";

const JSON_START = 20;
const CHUNK_HEADER_BYTES = 8;
const FLOAT = 5126;

interface Gltf {
  buffers: { byteLength: number }[];
  bufferViews: object[];
  accessors: object[];
  materials: object[];
  meshes: { primitives: object[] }[];
  [name: string]: unknown;
}

/** The vase with two animations, `sway` and `hop`, and two variants, `red` and `blue`. */
export function createMovingGlb(): Uint8Array<ArrayBuffer> {
  const plain = createGlb();
  const jsonBytes = new DataView(plain.buffer).getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(plain.subarray(JSON_START, JSON_START + jsonBytes))) as Gltf;
  const still = plain.subarray(JSON_START + jsonBytes + CHUNK_HEADER_BYTES);
  const frames = new Uint8Array(new Float32Array([0, 1, 0, 0, 0, 0.1, 0, 0, 0, 0, 0, 0, 0.1, 0]).buffer);
  const binary = new Uint8Array(still.length + frames.length);
  binary.set(still);
  binary.set(frames, still.length);
  const [view, accessor] = [json.bufferViews.length, json.accessors.length];
  json.buffers = [{ byteLength: binary.length }];
  [[0, 8], [8, 24], [32, 24]].forEach(([offset = 0, byteLength]) => json.bufferViews.push({ buffer: 0, byteOffset: still.length + offset, byteLength }));
  json.accessors.push({ bufferView: view, componentType: FLOAT, count: 2, type: "SCALAR", min: [0], max: [1] });
  for (const index of [1, 2]) json.accessors.push({ bufferView: view + index, componentType: FLOAT, count: 2, type: "VEC3" });
  json.animations = ["sway", "hop"].map((name, index) => ({
    name,
    channels: [{ sampler: 0, target: { node: 0, path: "translation" } }],
    samplers: [{ input: accessor, output: accessor + 1 + index }],
  }));
  json.materials.push({ pbrMetallicRoughness: { baseColorFactor: [0.1, 0.2, 0.7, 1], metallicFactor: 0 } });
  json.extensionsUsed = ["KHR_materials_variants"];
  json.extensions = { KHR_materials_variants: { variants: [{ name: "red" }, { name: "blue" }] } };
  const [mesh] = json.meshes;
  if (mesh === undefined) throw new Error("no mesh");
  mesh.primitives = mesh.primitives.map((primitive) => ({
    ...primitive,
    extensions: { KHR_materials_variants: { mappings: [{ material: 0, variants: [0] }, { material: 1, variants: [1] }] } },
  }));
  return packGlb(new TextEncoder().encode(JSON.stringify(json)), binary);
}
