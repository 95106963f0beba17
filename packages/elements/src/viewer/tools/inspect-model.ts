import type { BufferGeometry, Material, Mesh, Object3D, Texture } from "three";
import { texturesOf } from "../cap-textures.ts";
import type { ModelViewerElement } from "../load-model-viewer.ts";
import { bytesOf } from "../watch-files.ts";
import { modelsOf } from "./draw-wireframe.ts";

export interface InspectedTexture {
  name: string;
  width: number;
  height: number;
}

/** What a model is made of. */
export interface Inspection {
  triangles: number;
  vertices: number;
  meshes: number;
  materials: string[];
  textures: InspectedTexture[];
  /** Of the file as it came; 0 where that is not known. */
  bytes: number;
  extensions: string[];
  generator: string;
}

interface GltfFacts {
  extensionsUsed?: string[];
  asset?: { generator?: string };
}

const isMesh = (node: Object3D): node is Mesh => Reflect.get(node, "isMesh") === true;

function trianglesOf({ index, attributes }: BufferGeometry): number {
  return Math.floor((index?.count ?? attributes.position?.count ?? 0) / 3);
}

function sizeOf(texture: Texture): { width: number; height: number } {
  const { width = 0, height = 0 } = (texture.source.data ?? {}) as { width?: number; height?: number };
  return { width, height };
}

/** Counts what is really drawn: a mesh that is there twice counts twice, its vertices once. */
export function inspectModel(viewer: ModelViewerElement): Inspection {
  const geometries = new Set<BufferGeometry>();
  const materials = new Set<Material>();
  const textures = new Map<Texture["source"], Texture>();
  let [triangles, meshes] = [0, 0];
  for (const model of modelsOf(viewer)) {
    model.traverse((node) => {
      if (!isMesh(node)) return;
      meshes += 1;
      triangles += trianglesOf(node.geometry) * (Number(Reflect.get(node, "count")) || 1);
      geometries.add(node.geometry);
      for (const material of [node.material].flat()) materials.add(material);
    });
    for (const texture of texturesOf(model)) textures.set(texture.source, texture);
  }
  const { extensionsUsed = [], asset } = (viewer.originalGltfJson ?? {}) as GltfFacts;
  return {
    triangles,
    meshes,
    vertices: [...geometries].reduce((sum, { attributes }) => sum + (attributes.position?.count ?? 0), 0),
    materials: [...materials].map(({ name }) => name),
    textures: [...textures.values()].map((texture) => ({ name: texture.name, ...sizeOf(texture) })),
    bytes: bytesOf(viewer.src ?? ""),
    extensions: extensionsUsed,
    generator: asset?.generator ?? "",
  };
}
