import { createHash } from "node:crypto";
import { EXPORT_OPTION_NAMES, UNITS_PER_METRE, type ExportFormat, type ExportOptionName, type ExportOptions, type RealSize } from "@model-3d/contract";
import { exportOptionsOf, formatOf, WRITE_DEFAULTS } from "@model-3d/mesh";
import { ApiError } from "../http/api-error.ts";
import { canonicalJson } from "../http/canonical-json.ts";
import { VERSION } from "../version.ts";

/** Options of an export with nothing left open: only those that the format knows. */
export type ExportSettings = Readonly<Omit<ExportOptions, "realSize"> & { realSize: RealSize | null }>;

/**
 * Fills in what was not said, the size that is kept for the source among it.
 *
 * @throws ApiError `invalid_request` that names an option that the format does not know.
 */
export function settleOptions(format: ExportFormat, given: ExportOptions, kept: RealSize | null): ExportSettings {
  const known = exportOptionsOf(formatOf(format));
  const issues = EXPORT_OPTION_NAMES.filter((name) => given[name] !== undefined && !known.includes(name)).map((name) => ({ path: `options.${name}`, message: `is not an option of ${format}, which knows ${known.join(", ")}` }));
  const [first] = issues;
  if (first) throw new ApiError("invalid_request", `${first.path}: ${first.message}`, { issues });
  const { unit, upAxis } = formatOf(format);
  const defaults: Record<Exclude<ExportOptionName, "realSize">, unknown> = { unit, upAxis, textures: WRITE_DEFAULTS.textures, maxFaces: WRITE_DEFAULTS.maxFaces, tessellated: WRITE_DEFAULTS.tessellated, entity: WRITE_DEFAULTS.dxf };
  // Of triangles there are as many as the model has, where nobody says fewer.
  const isOpen = (name: ExportOptionName) => name === "realSize" || (name === "maxFaces" && given.tessellated === true && given.maxFaces === undefined);
  const settled = known.flatMap((name) => (isOpen(name) ? [] : [[name, given[name] ?? defaults[name as keyof typeof defaults]] as const]));
  return { ...(Object.fromEntries(settled) as Omit<ExportOptions, "realSize">), realSize: given.realSize === undefined ? kept : given.realSize };
}

/** Whether a file that was not made here says the same. */
export function areDefaults(format: ExportFormat, settings: ExportSettings): boolean {
  return canonicalJson(settings) === canonicalJson(settleOptions(format, {}, null));
}

/** Enough digits to tell any two sizes apart, and few enough that 12 cm are 120 mm. */
const SIZE_DIGITS = 12;

/** The same for whatever gives the same file, made by the same release; the name of the thing is in it. */
export function hashSettings(format: ExportFormat, name: string, { realSize, ...others }: ExportSettings): string {
  const size = realSize && [realSize.axis, (realSize.value / UNITS_PER_METRE[realSize.unit]).toPrecision(SIZE_DIGITS)];
  return createHash("sha256").update(canonicalJson({ VERSION, format, name, size, others })).digest("hex");
}
