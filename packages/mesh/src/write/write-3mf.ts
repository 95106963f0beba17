import { TextureFiles } from "../images/texture-files.ts";
import type { Model } from "../model.ts";
import { renderThumbnail } from "../render/render-thumbnail.ts";
import { writeZip } from "../zip/write-zip.ts";
import { MOST_DECIMALS } from "./decimals-for.ts";
import { escapeXml } from "./escape-xml.ts";
import type { Aspect, Format } from "./format.ts";
import { judgeByTable, type Fate } from "./judge-by-table.ts";
import { requireTriangles } from "./require-triangles.ts";
import { isTextured, write3mfModel, type TexturePart } from "./write-3mf-model.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";

const MODEL = "3D/3dmodel.model";
const TEXTURES = "3D/Textures";
const TYPES = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships";
const START_PART = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
/** Not `.jpg` and no PNG: assimp takes those for textures of the model, and breaks down at one of this size. */
const THUMBNAIL = "Metadata/thumbnail.jpeg";
const THUMBNAIL_PART = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail";
/** Pixels on a side. */
const THUMBNAIL_SIZE = 256;
const WHITE = [255, 255, 255] as const;
/** Of more, a picture takes memory that the file needs. */
const MOST_DRAWN = 1_000_000;
const TEXTURE_PART = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture";
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * 3MF ("3MF Core Specification" 1.3, "Materials and Properties Extension" 1.2): what a printer makes, with its unit, its colours and the texture of
 * its base colour. Parts of one name are one object, with vertices that are in the same place once: printers take closed bodies.
 *
 * - A picture of it goes along, where a codec is given that writes JPEG.
 * - Triangles that are no triangles once the vertices are one are left out: the standard forbids them.
 * - The extension is not *required*: what does not know it still prints, in each object's base colour.
 * - A texture takes the place of colours of vertices, and of the base colour, which is worked into it with its alpha. The standard leaves the alpha of a
 *   texture aside unless several layers are mixed, which common readers do not know: that it is in the picture is for readers that go by the picture.
 * - Metalness and roughness are those of what is in one colour: the standard has them by property, and a texture and colours of vertices have as many as
 *   corners.
 * - Normals, and what else only light shows, have no place in it.
 */
export const threeMf: Format = {
  name: "3mf",
  extension: "3mf",
  mediaType: "model/3mf",
  unit: "mm",
  upAxis: "z",
  digits: () => MOST_DECIMALS,
  takes: ["unit", "upAxis", "textures"],
  isForSolids: true,
  needsCommonImages: true,
  judge: judgeByTable({
    kept: ["triangles", "size", "parts", "names", "uvs", "vertexColors", "baseColor", "baseColorTexture", "metallicRoughness", "alpha"],
    names: { form: "text", isUnique: false },
    unless: judgeByModel,
  }),
  write: write3mf,
};

function judgeByModel(model: Model, { codec }: ResolvedWriteOptions): Partial<Record<Aspect, Fate>> {
  const { parts, materials } = model;
  const isPicture = (part: Model["parts"][number]) => isTextured(part, materials[part.material]!);
  const textured = parts.filter(isPicture);
  const isTinted = ({ baseColor }: (typeof materials)[number]) => baseColor.slice(0, 3).some((value) => value !== 1);
  return {
    ...judgeLight(model),
    ...(!codec && textured.some(({ material }) => isTinted(materials[material]!)) ? { baseColor: "changed" } : {}),
    ...(textured.some(({ colors }) => colors) ? { vertexColors: parts.some((part) => part.colors && !isPicture(part)) ? "changed" : "lost" } : {}),
    ...(materials.some(({ alphaMode }) => alphaMode === "mask") || textured.some(({ material }) => materials[material]!.alphaMode !== "opaque") ? { alpha: "changed" } : {}),
    // Coordinates say where a texture lies, and nothing else.
    ...(textured.length === 0 ? { uvs: "lost" } : parts.some((part) => part.uvs && !isPicture(part)) ? { uvs: "changed" } : {}),
  };
}

/** Of which of the parts that reflect in another way than by default the file says how. */
function judgeLight({ parts, materials }: Model): Partial<Record<Aspect, Fate>> {
  const reflecting = parts.filter(({ material }) => materials[material]!.metallic !== 0 || materials[material]!.roughness !== 1 || materials[material]!.metallicRoughnessTexture);
  const said = reflecting.filter((part) => !part.colors && !isTextured(part, materials[part.material]!));
  if (said.length === 0) return { metallicRoughness: "lost" };
  return said.length < reflecting.length || said.some(({ material }) => materials[material]!.metallicRoughnessTexture) ? { metallicRoughness: "changed" } : {};
}

async function* write3mf(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const triangles = requireTriangles(model);
  const files = new TextureFiles(model, { ...options, form: "ascii" });
  const textures = new Map<number, TexturePart>();
  for (const part of model.parts) {
    const material = model.materials[part.material]!;
    if (!isTextured(part, material) || textures.has(part.material)) continue;
    const { path, type } = await files.tinted(material.baseColorTexture.texture, material.baseColor, material.alphaMode === "opaque");
    textures.set(part.material, { path: `/${TEXTURES}/${path}`, type });
  }
  const made = await files.made();
  const relations = made.map(({ path }) => ({ target: `/${TEXTURES}/${path}`, type: TEXTURE_PART }));
  const thumbnail = triangles > MOST_DRAWN ? null : await drawThumbnail(model, options);
  const start = [{ target: `/${MODEL}`, type: START_PART }, ...(thumbnail ? [{ target: `/${THUMBNAIL}`, type: THUMBNAIL_PART }] : [])];
  const text = (xml: string) => [new TextEncoder().encode(xml)];
  yield* writeZip([
    { path: "[Content_Types].xml", isCompressed: true, chunks: text(contentTypes()) },
    { path: "_rels/.rels", isCompressed: true, chunks: text(relationships(start)) },
    ...(thumbnail ? [{ path: THUMBNAIL, isCompressed: false, chunks: [thumbnail] }] : []),
    { path: MODEL, isCompressed: true, chunks: write3mfModel(model, options, textures) },
    ...(relations.length > 0 ? [{ path: "3D/_rels/3dmodel.model.rels", isCompressed: true, chunks: text(relationships(relations)) }] : []),
    ...made.map(({ path, bytes }) => ({ path: `${TEXTURES}/${path}`, isCompressed: false, chunks: [bytes] })),
  ]);
}

/** As file managers show it beside the name; null where nothing can write a JPEG. */
async function drawThumbnail(model: Model, { codec, signal }: ResolvedWriteOptions): Promise<Uint8Array | null> {
  if (!codec) return null;
  const picture = await renderThumbnail(model, { width: THUMBNAIL_SIZE, height: THUMBNAIL_SIZE, background: WHITE, codec, ...(signal && { signal }) });
  return codec.encode(picture, "image/jpeg").catch(() => null);
}

function contentTypes(): string {
  const types = [
    ["rels", "application/vnd.openxmlformats-package.relationships+xml"],
    ["model", "application/vnd.ms-package.3dmanufacturing-3dmodel+xml"],
    ["png", "image/png"],
    ["jpg", "image/jpeg"],
    ["jpeg", "image/jpeg"],
  ];
  return `${XML}<Types xmlns="${TYPES}">${types.map(([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>`).join("")}</Types>\n`;
}

function relationships(all: readonly { target: string; type: string }[]): string {
  return `${XML}<Relationships xmlns="${RELATIONSHIPS}">${all.map(({ target, type }, at) => `<Relationship Id="rel${at}" Target="${escapeXml(target)}" Type="${type}"/>`).join("")}</Relationships>\n`;
}
