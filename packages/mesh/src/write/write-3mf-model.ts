import { MeshError } from "../mesh-error.ts";
import { countTriangles, type Material, type Model, type Part, type TextureUse } from "../model.ts";
import { decimalsFor } from "./decimals-for.ts";
import { escapeXml } from "./escape-xml.ts";
import { groupParts } from "./group-parts.ts";
import { surfaceColors } from "./surface-colors.ts";
import { toByte, toSrgb } from "./srgb.ts";
import { TextChunks, decimal } from "./text-chunks.ts";
import { cleanName } from "./unique-names.ts";
import { weldVertices } from "./weld-vertices.ts";
import { axesOf, type ResolvedWriteOptions, type Unit } from "./write-options.ts";

const CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
const MATERIALS = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02";
const UNIT_NAMES: Readonly<Record<Unit, string>> = { mm: "millimeter", cm: "centimeter", m: "meter", in: "inch" };
const TILE_STYLES = { repeat: "wrap", mirror: "mirror", clamp: "clamp" } as const;
const LINES_AT_ONCE = 4096;
const DISPLAY_ID = 1;
const BASES_ID = 2;

/** Whether its surface is a picture: the material has one, and the part says where it lies. */
export function isTextured<Of extends Pick<Material, "baseColorTexture">>({ uvs }: Pick<Part, "uvs">, material: Of): material is Of & { baseColorTexture: TextureUse } {
  return uvs !== null && material.baseColorTexture !== null;
}

/** What the triangles of a part are made of: a group of properties, and which of its properties each vertex has. */
interface Properties {
  id: number;
  indices: Uint32Array | null;
}

/** The picture of a material in the package. */
export interface TexturePart {
  path: string;
  type: string;
}

/** The model part of a 3MF as XML, with the pictures by material. Each resource stands before what uses it, as the standard wants it. */
export function* write3mfModel(model: Model, options: ResolvedWriteOptions, textures: ReadonlyMap<number, TexturePart>): Generator<Uint8Array> {
  const text = new TextChunks();
  const writer = new ModelWriter(model, options, text);
  text.add(`<?xml version="1.0" encoding="UTF-8"?>\n<model unit="${UNIT_NAMES[options.unit]}" xml:lang="en-US" xmlns="${CORE}" xmlns:m="${MATERIALS}">\n`);
  text.add(`<metadata name="Title">${escapeXml(options.name)}</metadata>\n<resources>\n`);
  writer.addMaterials();
  writer.addTextures(textures);
  for (const group of groupParts(model.parts)) yield* writer.object(group);
  text.add(`${writer.assembly()}</resources>\n<build><item objectid="${writer.lastId}"/></build>\n</model>\n`);
  yield* text.end();
}

class ModelWriter {
  readonly #model: Model;
  readonly #options: ResolvedWriteOptions;
  readonly #text: TextChunks;
  readonly #digits: number;
  readonly #all: number;
  /** By material. */
  readonly #textureIds = new Map<number, number>();
  readonly #objects: number[] = [];
  #done = 0;
  #lines = 0;
  lastId = BASES_ID;

  constructor(model: Model, options: ResolvedWriteOptions, text: TextChunks) {
    this.#model = model;
    this.#options = options;
    this.#text = text;
    this.#digits = decimalsFor(model, options);
    this.#all = countTriangles(model);
  }

  addMaterials(): void {
    const { materials } = this.#model;
    this.#text.add(`<m:pbmetallicdisplayproperties id="${DISPLAY_ID}">\n`);
    for (const { name, metallic, roughness } of materials) this.#text.add(`<m:pbmetallic name="${nameOf(name)}" metallicness="${decimal(metallic)}" roughness="${decimal(roughness)}"/>\n`);
    this.#text.add(`</m:pbmetallicdisplayproperties>\n<basematerials id="${BASES_ID}" displaypropertiesid="${DISPLAY_ID}">\n`);
    for (const { name, baseColor, alphaMode } of materials) {
      const [red, green, blue, alpha] = baseColor;
      this.#text.add(`<base name="${nameOf(name)}" displaycolor="${hex([red, green, blue].map((value) => toByte(toSrgb(value))).concat(alphaMode === "opaque" ? 255 : toByte(alpha)))}"/>\n`);
    }
    this.#text.add("</basematerials>\n");
  }

  addTextures(textures: ReadonlyMap<number, TexturePart>): void {
    const known = new Map<string, number>();
    for (const part of this.#model.parts) {
      const material = this.#model.materials[part.material]!;
      if (!isTextured(part, material) || this.#textureIds.has(part.material)) continue;
      const { wrapS, wrapT } = material.baseColorTexture;
      const { path, type } = textures.get(part.material)!;
      const key = `${path} ${wrapS} ${wrapT}`;
      const id = known.get(key) ?? ++this.lastId;
      this.#textureIds.set(part.material, id);
      if (known.has(key)) continue;
      known.set(key, id);
      this.#text.add(`<m:texture2d id="${this.lastId}" path="${escapeXml(path)}" contenttype="${type}" tilestyleu="${TILE_STYLES[wrapS]}" tilestylev="${TILE_STYLES[wrapT]}"/>\n`);
    }
  }

  *object(parts: readonly Part[]): Generator<Uint8Array> {
    const { indices: places, vertices, positions } = weldParts(parts);
    if (hasTriangles(parts, places)) {
      const properties: Properties[] = [];
      for (const part of parts) properties.push(yield* this.#properties(part));
      const { material, name } = parts[0]!;
      this.#objects.push(++this.lastId);
      this.#text.add(`<object id="${this.lastId}" type="model" name="${nameOf(name)}" pid="${BASES_ID}" pindex="${material}">\n<mesh>\n<vertices>\n`);
      const { point } = axesOf(this.#options);
      const out: number[] = [];
      for (const vertex of vertices) {
        point(positions, vertex, out);
        yield* this.#line(`<vertex x="${decimal(out[0]!, this.#digits)}" y="${decimal(out[1]!, this.#digits)}" z="${decimal(out[2]!, this.#digits)}"/>\n`);
      }
      this.#text.add("</vertices>\n<triangles>\n");
      let first = 0;
      for (const [at, part] of parts.entries()) {
        yield* this.#triangles(part, places.subarray(first), properties[at]!, part.material === material);
        first += part.positions.length / 3;
      }
      this.#text.add("</triangles>\n</mesh>\n</object>\n");
    }
    this.#done += parts.reduce((sum, { indices }) => sum + indices.length / 3, 0);
    this.#options.onProgress(this.#done / this.#all);
  }

  /** What puts several objects together, so that they stay where they are. */
  assembly(): string {
    if (this.#objects.length === 0) throw new MeshError("no_triangles", "All triangles of the model are lines or points, which cannot be printed.");
    if (this.#objects.length === 1) return "";
    return `<object id="${++this.lastId}" type="model" name="${nameOf(this.#options.name)}">\n<components>${this.#objects.map((id) => `<component objectid="${id}"/>`).join("")}</components>\n</object>\n`;
  }

  *#properties(part: Part): Generator<Uint8Array, Properties> {
    const material = this.#model.materials[part.material]!;
    const count = part.positions.length / 3;
    if (isTextured(part, material)) {
      const { indices, vertices } = weldVertices(count, part.uvs!);
      this.#text.add(`<m:texture2dgroup id="${++this.lastId}" texid="${this.#textureIds.get(part.material)}">\n`);
      for (const vertex of vertices) yield* this.#line(`<m:tex2coord u="${decimal(part.uvs![2 * vertex]!)}" v="${decimal(1 - part.uvs![2 * vertex + 1]!)}"/>\n`);
      this.#text.add("</m:texture2dgroup>\n");
      return { id: this.lastId, indices };
    }
    if (!part.colors) return { id: BASES_ID, indices: null };
    const { indices, vertices } = weldVertices(count, part.colors);
    const colors = surfaceColors(part, material, null);
    this.#text.add(`<m:colorgroup id="${++this.lastId}">\n`);
    for (const vertex of vertices) yield* this.#line(`<m:color color="${hex([...colors.subarray(4 * vertex, 4 * vertex + 4)])}"/>\n`);
    this.#text.add("</m:colorgroup>\n");
    return { id: this.lastId, indices };
  }

  *#triangles({ indices, material }: Part, places: Uint32Array, properties: Properties, isOfObject: boolean): Generator<Uint8Array> {
    const plain = isOfObject ? "" : ` pid="${BASES_ID}" p1="${material}"`;
    for (let at = 0; at < indices.length; at += 3) {
      const corners = [indices[at]!, indices[at + 1]!, indices[at + 2]!] as const;
      const [a, b, c] = [places[corners[0]]!, places[corners[1]]!, places[corners[2]]!];
      if (isFlat(a, b, c)) continue;
      const of = properties.indices;
      const worn = of ? ` pid="${properties.id}" p1="${of[corners[0]]}" p2="${of[corners[1]]}" p3="${of[corners[2]]}"` : plain;
      yield* this.#line(`<triangle v1="${a}" v2="${b}" v3="${c}"${worn}/>\n`);
    }
  }

  *#line(line: string): Generator<Uint8Array> {
    this.#text.add(line);
    if (++this.#lines % LINES_AT_ONCE !== 0) return;
    this.#options.signal?.throwIfAborted();
    yield* this.#text.take();
  }
}

function weldParts(parts: readonly Part[]) {
  const positions = new Float32Array(parts.reduce((sum, part) => sum + part.positions.length, 0));
  let at = 0;
  for (const part of parts) {
    positions.set(part.positions, at);
    at += part.positions.length;
  }
  return { ...weldVertices(positions.length / 3, positions), positions };
}

function hasTriangles(parts: readonly Part[], places: Uint32Array): boolean {
  let first = 0;
  for (const { indices, positions } of parts) {
    for (let at = 0; at < indices.length; at += 3) if (!isFlat(places[first + indices[at]!]!, places[first + indices[at + 1]!]!, places[first + indices[at + 2]!]!)) return true;
    first += positions.length / 3;
  }
  return false;
}

const isFlat = (a: number, b: number, c: number) => a === b || b === c || c === a;
const nameOf = (name: string) => escapeXml(cleanName(name, "text") || "unnamed");
const hex = (bytes: readonly number[]) => `#${bytes.map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join("")}`;
