import type { Model } from "../model.ts";
import type { ResolvedWriteOptions, UpAxis, Unit } from "./write-options.ts";

export const FORMAT_NAMES = ["glb", "gltf", "obj", "stl", "ply", "3mf", "fbx", "usdz", "dxf", "step"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** What a model may have and a format may keep, change or lose. */
export type Aspect =
  | "alpha"
  | "animations"
  | "baseColor"
  | "baseColorTexture"
  | "doubleSided"
  | "emissive"
  | "faces"
  | "lights"
  | "materialExtensions"
  | "metallicRoughness"
  | "names"
  | "normalTexture"
  | "normals"
  | "occlusion"
  | "parts"
  | "points"
  | "size"
  | "triangles"
  | "uvs"
  | "vertexColors";

/** The honesty card's first half: what of the model the file will have. Only aspects that the model has are named. */
export interface Kept {
  kept: readonly Aspect[];
  /** There, but otherwise: split, simplified, merged. */
  changed: readonly Aspect[];
  lost: readonly Aspect[];
}

/** One file format: what it is called, what it keeps, and how it is written. */
export interface Format {
  readonly name: FormatName;
  /** Of the file, without the dot. A format of several files is a ZIP. */
  readonly extension: string;
  readonly mediaType: string;
  /** What readers of the format expect where nobody says otherwise. */
  readonly unit: Unit;
  readonly upAxis: UpAxis;
  judge(model: Model, options: ResolvedWriteOptions): Kept;
  /**
   * The file's bytes, in pieces as they are made.
   *
   * @throws MeshError for what cannot be written so; the signal's reason.
   */
  write(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array>;
}
