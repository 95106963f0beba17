import { Document, WebIO } from "@gltf-transform/core";
import type { TexturedMesh } from "./pack-charts.ts";

export interface WriteGlbOptions {
  /** The base colour, encoded. */
  texture: Uint8Array;
  mimeType: "image/jpeg" | "image/png";
  /** Name of the mesh, the node and the material. */
  name: string;
}

const ROUGHNESS = 0.7;
const MAX_SHORT_VERTICES = 65_535;

/** Writes glTF 2.0 binary: one scene, node, mesh, primitive and material, all in one buffer. */
export async function writeGlb(mesh: TexturedMesh, options: WriteGlbOptions): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const texture = document.createTexture(`${options.name} base colour`).setImage(options.texture).setMimeType(options.mimeType);
  const material = document
    .createMaterial(options.name)
    .setBaseColorTexture(texture)
    .setMetallicFactor(0)
    .setRoughnessFactor(ROUGHNESS);
  const short = mesh.positions.length / 3 <= MAX_SHORT_VERTICES;
  const accessor = (name: string, type: "VEC3" | "VEC2", values: Float32Array) =>
    document.createAccessor(name).setType(type).setArray(values).setBuffer(buffer);
  const indices = document
    .createAccessor("indices")
    .setType("SCALAR")
    .setArray(short ? Uint16Array.from(mesh.indices) : mesh.indices)
    .setBuffer(buffer);
  const primitive = document
    .createPrimitive()
    .setIndices(indices)
    .setAttribute("POSITION", accessor("positions", "VEC3", mesh.positions))
    .setAttribute("NORMAL", accessor("normals", "VEC3", mesh.normals))
    .setAttribute("TEXCOORD_0", accessor("texture coordinates", "VEC2", mesh.uvs))
    .setMaterial(material);
  const node = document.createNode(options.name).setMesh(document.createMesh(options.name).addPrimitive(primitive));
  const scene = document.createScene(options.name).addChild(node);
  const root = document.getRoot().setDefaultScene(scene);
  root.getAsset().generator = "model-3d";
  return new WebIO().writeBinary(document);
}

/** Scales and moves the mesh, in place: largest side 1, standing on y = 0, centred in x and z. */
export function standUpright(positions: Float32Array): void {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const k = i % 3;
    low[k] = Math.min(low[k]!, positions[i]!);
    high[k] = Math.max(high[k]!, positions[i]!);
  }
  const scale = 1 / Math.max(high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!);
  const shift = [(low[0]! + high[0]!) / 2, low[1]!, (low[2]! + high[2]!) / 2];
  for (let i = 0; i < positions.length; i++) positions[i] = (positions[i]! - shift[i % 3]!) * scale;
}
