import { MeshError } from "../mesh-error.ts";

/** What a GLB from outside may ask of us and of a browser. All are checked on declared figures, before anything of that size is allocated. */
export interface GlbLimits {
  maxBytes: number;
  maxJsonBytes: number;
  /** Objects and arrays within one another in the JSON. */
  maxJsonDepth: number;
  maxNodes: number;
  /** Nodes from a root down to a leaf. */
  maxNodeDepth: number;
  maxMeshes: number;
  /** Over all meshes. */
  maxPrimitives: number;
  maxAccessors: number;
  /** Of one accessor. */
  maxAccessorElements: number;
  /** Over all accessors without a buffer view, which a reader fills with zeros. */
  maxImpliedBytes: number;
  /** Over all accessors, as long as they are once they are read: sparse, compressed, and each that shares its bytes with others. */
  maxAccessorBytes: number;
  /** As drawn: of each mesh as often as nodes and instances show it. */
  maxTriangles: number;
  /** As drawn: each primitive as often as nodes and instances show it. What a part costs by itself is more than a triangle of it. */
  maxParts: number;
  /** As drawn, also those that no triangle uses: each primitive has a copy of them wherever it is shown. */
  maxVertices: number;
  /** As drawn: vertices times what moves each of them, morph targets and sets of four joints. */
  maxMoves: number;
  /** As drawn: of each skin as often as nodes are shown by it. */
  maxJoints: number;
  maxMaterials: number;
  maxTextures: number;
  maxImages: number;
  /** Width times height of one image. */
  maxImagePixels: number;
  /** Over all images: a browser holds them uncompressed, 4 bytes a pixel. */
  maxTotalPixels: number;
}

/** Twice and more what the largest raw results have: 1.9 million triangles, 92 MB, textures of 8192 pixels on a side. */
export const GLB_LIMITS = {
  maxBytes: 256 * 1024 * 1024,
  maxJsonBytes: 16 * 1024 * 1024,
  maxJsonDepth: 64,
  maxNodes: 20_000,
  maxNodeDepth: 200,
  maxMeshes: 10_000,
  maxPrimitives: 20_000,
  maxAccessors: 100_000,
  maxAccessorElements: 16_000_000,
  maxImpliedBytes: 16 * 1024 * 1024,
  maxAccessorBytes: 768 * 1024 * 1024,
  maxTriangles: 8_000_000,
  maxParts: 20_000,
  maxVertices: 48_000_000,
  maxMoves: 100_000_000,
  maxJoints: 1_000_000,
  maxMaterials: 2_000,
  maxTextures: 2_000,
  maxImages: 256,
  maxImagePixels: 8192 * 8192,
  maxTotalPixels: 6 * 8192 * 8192,
} as const satisfies GlbLimits;

/** Fills in the defaults. @throws MeshError `option` that names the limit that there is not, or that cannot be so. */
export function resolveGlbLimits(given: Partial<GlbLimits> = {}): GlbLimits {
  const limits: GlbLimits = { ...GLB_LIMITS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  for (const [name, value] of Object.entries(limits)) {
    // One that was mistyped would limit nothing.
    if (!Object.hasOwn(GLB_LIMITS, name)) throw new MeshError("option", `There is no limit "${name}"; there are ${Object.keys(GLB_LIMITS).join(", ")}.`);
    if (!(Number.isSafeInteger(value) && value > 0)) throw new MeshError("option", `${name} must be a whole number above 0, not ${value}.`);
  }
  return limits;
}
