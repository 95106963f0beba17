import type { Model } from "../model.ts";
import type { Repair } from "../repair/repair-log.ts";
import type { ResolvedWriteOptions, UpAxis, Unit, WriteOptions } from "./write-options.ts";

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

/** Options that not every format has a use for. */
export type FormatOption = keyof Pick<WriteOptions, "unit" | "upAxis" | "maxFaces" | "excessFaces" | "tessellated" | "dxf" | "textures">;

/** What was made of a surface that the format cannot have as it is. */
export interface Simplified {
  /** How many faces it had, once those in one plane were merged, and how many it has. */
  from: number;
  to: number;
  /** How far the surface is from what it was at most, in the unit of the file. */
  error: number;
  /** Whether it enclosed a body before, and what came of it does not. */
  isOpened: boolean;
}

/** A file that could be written, and what will be in it. */
export interface FormatPlan {
  /** What is written: the model itself, or what was made of it. */
  model: Model;
  /** Polygons, for a format that is made of them; else null. */
  faces: number | null;
  simplified: Simplified | null;
  /** At which polygons do not meet: where numbers are coarse, those of a surface that is closed may not. Left out of a format that is not made of them. */
  openEdges?: number;
  /** How often each repair was made of what was simplified; null or left out where none was. */
  repairs?: Readonly<Record<Repair, number>> | null;
  /** As {@link Format.write}. Once. */
  write(): AsyncGenerator<Uint8Array>;
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
  /** Of coordinates that are text: how many digits behind the point there are at most. Left out where they are numbers of 32 bits or finer. */
  readonly digits?: (unit: Unit) => number;
  /** Which of the options it takes. */
  readonly takes: readonly FormatOption[];
  /** What reads it makes bodies of it: a surface that is not closed is trouble there. */
  readonly isForSolids: boolean;
  /** Whether it has pictures, and takes none but PNG and JPEG. */
  readonly needsCommonImages?: boolean;
  /** Whether pictures of one material can lie by several sets of coordinates: those that do are left out of any other. */
  readonly hasUvSets?: boolean;
  /** Whether it has what moves: joints, morph targets and animations. */
  readonly hasMotion?: boolean;
  judge(model: Model, options: ResolvedWriteOptions): Kept;
  /**
   * The file's bytes, in pieces as they are made.
   *
   * @throws MeshError for what cannot be written so; the signal's reason.
   */
  write(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array>;
  /** Of a format that may have to make something else of the model before it is written. @throws as `write`. */
  plan?(model: Model, options: ResolvedWriteOptions): Promise<FormatPlan>;
}
