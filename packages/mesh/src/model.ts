import type { Motion } from "./motion.ts";

/** Three numbers: x, y, z, or red, green, blue. */
export type Vector3 = readonly [number, number, number];

/** Triangles of one material, in the place where the scene shows them. A mesh that is shown twice is there twice. */
export interface Part {
  /** Of the node, or else of the mesh. */
  name: string;
  /** Index into {@link Model.materials}. */
  material: number;
  /** Three numbers a vertex: metres, Y up, right-handed, front to +Z (glTF 2.0, 3.4). */
  positions: Float32Array;
  /** Three a triangle, counter-clockwise as seen from outside. */
  indices: Uint32Array;
  /** Three numbers a vertex, of length 1. */
  normals: Float32Array | null;
  /** Two numbers a vertex, (0, 0) the upper left of the picture, as the base colour's texture has them. */
  uvs: Float32Array | null;
  /** As {@link uvs}, for pictures of the material that lie elsewhere than its first: of those whose {@link TextureUse.uvSet} is 1, 2 and so on; left out where there are none. Null for a set that the file has not. */
  moreUvs?: readonly (Float32Array | null)[];
  /** Four numbers a vertex, 0–1, linear, with alpha; times the material's base colour. */
  colors: Float32Array | null;
}

export type Wrap = "repeat" | "mirror" | "clamp";

export interface TextureUse {
  /** Index into {@link Model.textures}. */
  texture: number;
  wrapS: Wrap;
  wrapT: Wrap;
  /** By which coordinates of a part it lies: 0, the default, by {@link Part.uvs}, which are the base colour's, or else those of the first picture; 1, 2 and so on by those of {@link Part.moreUvs}. A format that has one set leaves it out then. */
  uvSet?: number;
}

/** Metallic-roughness, as glTF 2.0 (3.9) has it; colours are linear. */
export interface Material {
  name: string;
  baseColor: readonly [red: number, green: number, blue: number, alpha: number];
  /** 0–1. */
  metallic: number;
  /** 0–1. */
  roughness: number;
  /** With its strength, so that it may be above 1. */
  emissive: Vector3;
  baseColorTexture: TextureUse | null;
  /** Roughness in green, metalness in blue. */
  metallicRoughnessTexture: TextureUse | null;
  normalTexture: (TextureUse & { scale: number }) | null;
  /** In red. */
  occlusionTexture: (TextureUse & { strength: number }) | null;
  emissiveTexture: TextureUse | null;
  alphaMode: "opaque" | "mask" | "blend";
  /** Of `mask`: what is less is not there. */
  alphaCutoff: number;
  isDoubleSided: boolean;
  /** What it has beyond all this, by the names of its extensions, such as `KHR_materials_clearcoat`. */
  extensions: readonly string[];
}

export type ImageType = "image/png" | "image/jpeg" | "image/webp" | "image/ktx2";

/** A picture as the file has it, encoded. */
export interface Texture {
  name: string;
  type: ImageType;
  bytes: Uint8Array;
  /** Pixels. */
  width: number;
  height: number;
}

/** What of a file {@link Model.parts} have no place for, or have otherwise; of what moves, {@link Model.motion} has what most formats cannot have, and of pictures that lie by other coordinates or transforms than the first of their material (`uvSets`, `textureTransforms`) {@link Part.moreUvs} does. `scenes` are those beside the one that is shown; `extensions` are those of which nobody here knows what they say, and metadata; `hidden` are meshes that the file itself does not show. */
export type Dropped = "animations" | "cameras" | "extensions" | "hidden" | "joints" | "lights" | "lines" | "morphs" | "points" | "scenes" | "specularGlossiness" | "textureTransforms" | "uvSets" | "variants";

/**
 * A model as all writers take it: triangles with their materials, in metres and in place. Nodes, instances, skins and morphs are worked in,
 * as the scene shows them when nothing moves.
 */
export interface Model {
  name: string;
  parts: readonly Part[];
  materials: readonly Material[];
  textures: readonly Texture[];
  dropped: ReadonlySet<Dropped>;
  /** How it moves; left out where nothing does. */
  motion?: Motion;
}

export const countTriangles = ({ parts }: Pick<Model, "parts">): number => parts.reduce((sum, { indices }) => sum + indices.length / 3, 0);
export const countVertices = ({ parts }: Pick<Model, "parts">): number => parts.reduce((sum, { positions }) => sum + positions.length / 3, 0);

export interface Bounds {
  min: Vector3;
  max: Vector3;
}

/** Of a box. */
export const longestSide = ({ min, max }: { min: readonly number[]; max: readonly number[] }): number => Math.max(...max.map((value, axis) => value - min[axis]!));

/** The box around all vertices that a triangle uses, in metres. Of a model without triangles: zeros. */
export function boundsOf({ parts }: Pick<Model, "parts">): Bounds {
  let [minX, minY, minZ, maxX, maxY, maxZ] = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (const { positions, indices } of parts) {
    for (let corner = 0; corner < indices.length; corner++) {
      const at = 3 * indices[corner]!;
      const x = positions[at]!;
      const y = positions[at + 1]!;
      const z = positions[at + 2]!;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
      if (z < minZ) minZ = z;
      if (z > maxZ) maxZ = z;
    }
  }
  const clean = (values: number[]) => values.map((value) => (Number.isFinite(value) ? value : 0)) as unknown as Vector3;
  return { min: clean([minX, minY, minZ]), max: clean([maxX, maxY, maxZ]) };
}
