import type { Format, FormatOption } from "../write/format.ts";
import type { DxfEntity, WriteOptions } from "../write/write-options.ts";
import type { ConvertModelOptions } from "./convert.ts";
import type { RealSize } from "./real-size.ts";

/** What may be asked of an export, in the words of the HTTP API; what is left out is as the format has it. */
export interface ExportOptions extends Pick<WriteOptions, "unit" | "upAxis" | "maxFaces" | "tessellated" | "textures"> {
  /** `null`: as the model's file has it. */
  realSize?: RealSize | null;
  /** DXF: what the surface is made of. */
  entity?: DxfEntity;
}
export type ExportOptionName = keyof ExportOptions;

/** The writers' name of each word, in the order in which they are told. */
const WRITTEN: Readonly<Record<Exclude<ExportOptionName, "realSize">, FormatOption>> = { unit: "unit", upAxis: "upAxis", maxFaces: "maxFaces", tessellated: "tessellated", textures: "textures", entity: "dxf" };

/** The options that a format knows. */
export function exportOptionsOf({ takes }: Pick<Format, "takes">): ExportOptionName[] {
  const words = Object.keys(WRITTEN) as Exclude<ExportOptionName, "realSize">[];
  return ["realSize", ...words.filter((word) => takes.includes(WRITTEN[word]))];
}

/** The options as `convert` takes them. */
export function readExportOptions({ realSize, entity, ...others }: Readonly<ExportOptions>): ConvertModelOptions {
  const given = Object.entries({ ...others, dxf: entity, realSize: realSize ?? undefined }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as ConvertModelOptions;
}
