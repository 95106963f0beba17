import type { ModelUrls } from "@model-3d/contract";

/** Formats that users ask for, those that most look for first. */
const FORMATS = ["glb", "usdz", "obj", "mtl", "fbx", "stl", "3mf", "gltf", "ply", "step", "dxf"] as const;

/** Comes with another format, so its absence is not worth a word. */
const COMPANIONS: ReadonlySet<string> = new Set(["mtl"]);

export interface FormatOffer {
  format: string;
  url: string;
}

export interface FormatOffers {
  ready: FormatOffer[];
  /** Formats that the server has no file of. */
  missing: string[];
}

/** What there is of a model, in the order in which it is shown: `wanted` and no others, or all with the known ones first. */
export function offersOf(urls: ModelUrls, wanted: readonly string[] | null): FormatOffers {
  const known: readonly string[] = FORMATS;
  const formats = wanted ?? [...known, ...Object.keys(urls).filter((format) => !known.includes(format))];
  const ready = formats.flatMap((format) => (urls[format] === undefined ? [] : [{ format, url: urls[format] }]));
  const missing = formats.filter((format) => urls[format] === undefined && !(wanted === null && COMPANIONS.has(format)));
  return { ready, missing };
}

/** The formats of an attribute's text; `null` where it names none. */
export function parseFormats(text: string | undefined): string[] | null {
  const formats = (text ?? "").toLowerCase().split(/[\s,]+/).filter((format) => format !== "");
  return formats.length === 0 ? null : [...new Set(formats)];
}

const UNSAFE_IN_NAMES = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;
const MAX_NAME_CHARACTERS = 100;

/** `Oak chair-v2.glb`: a name that every system takes, with the ending of the file. */
export function fileNameOf(name: string, version: number, { format, url }: FormatOffer): string {
  const safe = Array.from(name.replace(UNSAFE_IN_NAMES, " ").trim().replace(/\s+/g, "-")).slice(0, MAX_NAME_CHARACTERS).join("").replace(/^[.-]+|[.-]+$/g, "");
  const ending = /\.([a-z0-9]{1,5})$/i.exec(url.split(/[?#]/, 1)[0] ?? "")?.[1] ?? format.split("_").at(-1) ?? format;
  const variant = format.endsWith(ending) ? format.slice(0, -ending.length).replace(/_+$/, "") : format;
  return `${safe === "" ? "model" : safe}-v${version}${variant === "" ? "" : `-${variant.replaceAll("_", "-")}`}.${ending}`;
}
