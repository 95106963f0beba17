import type { ImageCodec } from "../images/image-codec.ts";
import { MeshError } from "../mesh-error.ts";
import { refuseUnknown } from "../refuse-unknown.ts";
import type { ZipEntry } from "../zip/write-zip.ts";

export const UNITS = ["mm", "cm", "m", "in"] as const;
export type Unit = (typeof UNITS)[number];
export type UpAxis = "y" | "z";

/** How many of the unit are a metre. */
export const PER_METRE: Readonly<Record<Unit, number>> = { mm: 1000, cm: 100, m: 1, in: 1 / 0.0254 };

/** As many digits behind the point as a nanometre has: what is written so is exact for every reader. */
export const DIGITS: Readonly<Record<Unit, number>> = { mm: 6, cm: 7, m: 9, in: 8 };

/** `3dface`: loose faces, which every reader knows. `polyface`: meshes of at most 32,767 vertices each. `mesh`: whole meshes with a unit, for newer readers. */
export const DXF_ENTITIES = ["3dface", "polyface", "mesh"] as const;
export type DxfEntity = (typeof DXF_ENTITIES)[number];

export const EXCESS_FACES = ["simplify", "refuse"] as const;
export type ExcessFaces = (typeof EXCESS_FACES)[number];

/** What becomes of the files of a format of several, OBJ and glTF: the first is the one to open, the others lie beside it. What it yields counts as written. */
export type PackFiles = (files: readonly ZipEntry[]) => AsyncGenerator<Uint8Array>;

export interface WriteOptions {
  /** Of the numbers in the file. Default: what readers of the format expect. */
  unit?: Unit;
  /** Default: what readers of the format expect. */
  upAxis?: UpAxis;
  /** How many real metres a metre of the model is; a model made of photos has no size of its own. Default 1. */
  scale?: number;
  /** Of the object in the file, where the format has a place for one. Default: the model's. */
  name?: string;
  /** Turns pictures from one type into another, where the format needs that. Without it such a model is refused. */
  codec?: ImageCodec;
  /** Of OBJ and glTF; default: one ZIP. For another one all names begin with `name`, cleaned, so that models of different names can lie in one folder. */
  pack?: PackFiles;
  /** Whether pictures go along; without them the materials' plain colours do. Default true. */
  textures?: boolean;
  /** Mend a surface that is not closed, or looks inwards, before it is written (see `repairModel`). Default: for formats of which bodies are made, STL, 3MF and STEP. */
  repair?: boolean;
  signal?: AbortSignal;
  /** From 0 to 1, never back. */
  onProgress?: (share: number) => void;
  /** STEP: the most faces, once those in one plane are merged; of `tessellated` the most triangles. Default 20,000, and of triangles as many as there are. */
  maxFaces?: number;
  /** STEP: whether a model of more is simplified until it has no more, or refused (`too_large`). Default `"simplify"`. */
  excessFaces?: ExcessFaces;
  /** STEP: triangles as AP242 has them, light and for newer readers, in place of faces. Default false. */
  tessellated?: boolean;
  /** DXF: what the surface is made of. Default `"3dface"`. */
  dxf?: DxfEntity;
}

/** All that there are. */
export const WRITE_OPTIONS: Readonly<Record<keyof WriteOptions, true>> = { unit: true, upAxis: true, scale: true, name: true, codec: true, pack: true, textures: true, repair: true, signal: true, onProgress: true, maxFaces: true, excessFaces: true, tessellated: true, dxf: true };

export const WRITE_DEFAULTS = { scale: 1, textures: true, maxFaces: 20_000, excessFaces: "simplify", tessellated: false, dxf: "3dface" } as const;

export interface ResolvedWriteOptions {
  readonly unit: Unit;
  readonly upAxis: UpAxis;
  readonly scale: number;
  readonly name: string;
  readonly codec: ImageCodec | undefined;
  readonly pack: PackFiles | undefined;
  readonly textures: boolean;
  /** Undefined: as the format has it. */
  readonly repair: boolean | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
  readonly maxFaces: number;
  readonly excessFaces: ExcessFaces;
  readonly tessellated: boolean;
  readonly dxf: DxfEntity;
}

/** Fills in the defaults of a format and a model. @throws MeshError `option`, naming the option that cannot be so. */
export function resolveWriteOptions(options: WriteOptions, { unit, upAxis, name }: { unit: Unit; upAxis: UpAxis; name: string }): ResolvedWriteOptions {
  refuseUnknown<WriteOptions>(options, WRITE_OPTIONS);
  const scale = options.scale ?? WRITE_DEFAULTS.scale;
  if (!(Number.isFinite(scale) && scale > 0)) throw new MeshError("option", `scale must be a number above 0, not ${scale}.`);
  const { maxFaces = null } = options;
  if (maxFaces !== null && !(Number.isInteger(maxFaces) && maxFaces >= 4)) throw new MeshError("option", `maxFaces must be a whole number of 4 or more, not ${maxFaces}.`);
  const tessellated = options.tessellated ?? WRITE_DEFAULTS.tessellated;
  let told = 0;
  return {
    unit: oneOf("unit", options.unit ?? unit, UNITS),
    upAxis: oneOf("upAxis", options.upAxis ?? upAxis, ["y", "z"]),
    scale,
    name: options.name ?? name,
    codec: options.codec,
    pack: options.pack,
    textures: options.textures ?? WRITE_DEFAULTS.textures,
    repair: options.repair,
    signal: options.signal,
    onProgress: (share) => {
      if (share <= told) return;
      told = Math.min(1, share);
      options.onProgress?.(told);
    },
    maxFaces: maxFaces ?? (tessellated ? Infinity : WRITE_DEFAULTS.maxFaces),
    excessFaces: oneOf("excessFaces", options.excessFaces ?? WRITE_DEFAULTS.excessFaces, EXCESS_FACES),
    tessellated,
    dxf: oneOf("dxf", options.dxf ?? WRITE_DEFAULTS.dxf, DXF_ENTITIES),
  };
}

function oneOf<Value extends string>(name: string, value: Value, values: readonly Value[]): Value {
  if (values.includes(value)) return value;
  throw new MeshError("option", `${name} must be one of ${values.join(", ")}, not ${String(value)}.`);
}

/** From metres, Y up, into the numbers of the file: `point` for places, `direction` for normals. Writes three numbers into `out`. */
export interface Axes {
  point(positions: ArrayLike<number>, vertex: number, out: number[]): void;
  direction(normals: ArrayLike<number>, vertex: number, out: number[]): void;
}

/** Z up is a quarter turn about X: the model still faces the reader. */
export function axesOf({ unit, upAxis, scale }: Pick<ResolvedWriteOptions, "unit" | "upAxis" | "scale">): Axes {
  const isZUp = upAxis === "z";
  const turned = (factor: number) => (values: ArrayLike<number>, vertex: number, out: number[]) => {
    const y = values[3 * vertex + 1]!;
    const z = values[3 * vertex + 2]!;
    out[0] = values[3 * vertex]! * factor;
    out[1] = (isZUp ? -z : y) * factor;
    out[2] = (isZUp ? y : z) * factor;
  };
  return { point: turned(scale * PER_METRE[unit]), direction: turned(1) };
}
