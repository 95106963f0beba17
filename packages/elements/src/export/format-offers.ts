import type { ExportFormatEntry, ModelUrls } from "@model-3d/contract";

/** Formats that users ask for, those that most look for first. */
const FORMATS = ["glb", "usdz", "obj", "mtl", "fbx", "stl", "3mf", "gltf", "ply", "step", "dxf"] as const;

/** Files that a viewer takes and nobody looks for; and the one that comes with another format. */
const UNASKED: ReadonlySet<string> = new Set(["mtl", "glb_light", "glb_tiny"]);

export interface FormatOffer {
  /** One of the formats, or another kind of file that came with the model. */
  format: string;
  /** Where its file is already; `undefined` where one is made when it is asked for. */
  url?: string;
  /** What the server says of it; `undefined` for a file that only came with the model. */
  entry?: ExportFormatEntry;
}

export interface MissingFormat {
  format: string;
  /** Why there is none, in the server's words. */
  reason?: string;
}

export interface FormatOffers {
  ready: FormatOffer[];
  /** Formats that the server neither has a file of nor makes. */
  missing: MissingFormat[];
}

/**
 * What there is of a model, in the order in which it is shown: `wanted` and no others, or all with the known ones first.
 * `entries` is what the server says that it gives; `null` where it lists nothing.
 */
export function offersOf(urls: ModelUrls, entries: readonly ExportFormatEntry[] | null, wanted: readonly string[] | null): FormatOffers {
  const known: readonly string[] = FORMATS;
  const formats = wanted ?? [...known, ...Object.keys(urls).filter((format) => !known.includes(format))];
  const offers: FormatOffers = { ready: [], missing: [] };
  for (const format of formats) {
    const entry = entries?.find((candidate) => candidate.format === format);
    const url = entry?.how === "made" ? undefined : urls[format];
    const isMade = entry?.available === true;
    // The colours of an OBJ are in its archive where it is made here.
    const isHidden = wanted === null && UNASKED.has(format) && (format !== "mtl" || entries?.some((other) => other.format === "obj" && other.how === "made") === true || url === undefined);
    if (isHidden) continue;
    if (isMade || url !== undefined) offers.ready.push({ format, ...(url !== undefined && { url }), ...(isMade && { entry }) });
    else offers.missing.push({ format, ...(entry?.reason !== undefined && { reason: entry.reason }) });
  }
  return offers;
}

/** The formats of an attribute's text; `null` where it names none. */
export function parseFormats(text: string | undefined): string[] | null {
  const formats = (text ?? "").toLowerCase().split(/[\s,]+/).filter((format) => format !== "");
  return formats.length === 0 ? null : [...new Set(formats)];
}

const UNSAFE_IN_NAMES = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;
const MAX_NAME_CHARACTERS = 100;

/** `Oak chair-v2.glb`: a name that every system takes, with the ending that the server says, or else the one of the address. */
export function fileNameOf(name: string, version: number, { format, url, entry }: FormatOffer): string {
  const safe = Array.from(name.replace(UNSAFE_IN_NAMES, " ").trim().replace(/\s+/g, "-")).slice(0, MAX_NAME_CHARACTERS).join("").replace(/^[.-]+|[.-]+$/g, "");
  const written = url === undefined ? entry?.extension : /\.([a-z0-9]{1,5})$/i.exec(url.split(/[?#]/, 1)[0] ?? "")?.[1];
  // A format of several files says in its name which one is packed.
  if (url === undefined && written !== undefined && written !== format) return `${safe === "" ? "model" : safe}-v${version}.${format}.${written}`;
  const ending = written ?? format.split("_").at(-1) ?? format;
  const variant = format.endsWith(ending) ? format.slice(0, -ending.length).replace(/_+$/, "") : format;
  return `${safe === "" ? "model" : safe}-v${version}${variant === "" ? "" : `-${variant.replaceAll("_", "-")}`}.${ending}`;
}
