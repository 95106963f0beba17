import { WebIO, type Document } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { COMPRESSIONS } from "../checks/check-extensions.ts";
import { readGlbContainer } from "../checks/read-glb-container.ts";
import { silent, type OpenedGlb } from "../read/open-glb.ts";
import { writeGlbContainer } from "../write/glb-container.ts";
import { cleanName, uniqueNames } from "../write/unique-names.ts";
import type { ResolvedWriteOptions } from "../write/write-options.ts";
import { writeZip } from "../zip/write-zip.ts";
import { cutViews } from "./cut-views.ts";
import { dropLostChannels } from "./drop-lost-channels.ts";
import type { GltfFile, GltfJson } from "./gltf-file.ts";
import { scaleScenes } from "./scale-scenes.ts";
import { stripPictures } from "./strip-pictures.ts";
import { writeDocument } from "./write-document.ts";

type RewriteOptions = Pick<ResolvedWriteOptions, "name" | "scale" | "textures" | "pack" | "signal" | "onProgress">;

const PIECE_BYTES = 1 << 20;
const ENDINGS: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/ktx2": "ktx2", "image/avif": "avif" };

/** Extensions that name no picture and no buffer view but where `stripPictures` and `cutViews` look. */
const PLAIN: ReadonlySet<string> = new Set([
  ...ALL_EXTENSIONS.map(({ EXTENSION_NAME }) => EXTENSION_NAME as string).filter((name) => name !== "EXT_structural_metadata" && name !== "EXT_mesh_features"),
  "KHR_animation_pointer",
  "KHR_materials_volume_scatter",
  "KHR_meshopt_compression",
  "KHR_node_hoverability",
  "KHR_node_selectability",
]);

const isPlain = ({ extensionsUsed = [] }: GltfJson) => extensionsUsed.every((name) => PLAIN.has(name));

/** Whether the file's own content can be written as it is asked for: not where pictures are to go that something unknown may need. */
export const canRewrite = ({ content }: Pick<OpenedGlb, "content">, { textures }: Pick<ResolvedWriteOptions, "textures">) => textures || isPlain(parse(content).json);

/** Whether what the file has compressed is to be unpacked for a `.gltf`. */
const isPacked = ({ extensionsUsed = [] }: GltfJson) => extensionsUsed.some((name) => COMPRESSIONS.includes(name));

/** Extensions of the file that are not in what is written, by their names: only unpacking loses those that nothing here knows. */
export const lostInRewriting = ({ content, unknown }: OpenedGlb, format: "glb" | "gltf"): readonly string[] => (format === "gltf" && isPacked(parse(content).json) ? unknown : []);

/** The GLB again, larger or smaller by a node above its scenes: all else is as it was, compressed if it was, also what nothing here knows. */
export async function* rewriteGlb({ content }: OpenedGlb, options: RewriteOptions): AsyncGenerator<Uint8Array> {
  const { json, bin } = change(parse(content), options);
  yield* writeGlbContainer(json, bytesOf(bin), told(bin, options));
  options.onProgress(1);
}

/** As {@link rewriteGlb}, as a `.gltf`, a `.bin` and the pictures as files, in a ZIP; meshes are not compressed in it, since it is for programs that edit. */
export async function* rewriteGltf({ content, document }: OpenedGlb, options: RewriteOptions): AsyncGenerator<Uint8Array> {
  const given = parse(content);
  const name = cleanName(options.name, "ascii") || "model";
  const { json, bin, pictures } = movePictures(change(isPacked(given.json) ? await unpack(document) : given, options), options.pack ? `${name}-gltf-textures/` : "textures/");
  const [buffer] = json.buffers ?? [];
  const hasBin = bytesOf(bin) > 0 && buffer !== undefined;
  if (hasBin) buffer.uri = `${name}.bin`;
  yield* (options.pack ?? writeZip)([
    { path: `${name}.gltf`, isCompressed: true, chunks: [new TextEncoder().encode(JSON.stringify(json, null, 1))] },
    ...(hasBin ? [{ path: `${name}.bin`, isCompressed: true, chunks: told(bin, options) }] : []),
    ...pictures.map(({ path, bytes }) => ({ path, isCompressed: false, chunks: [bytes] })),
  ]);
  options.onProgress(1);
}

function parse({ json, bin }: OpenedGlb["content"]): GltfFile {
  return { json: JSON.parse(json) as GltfJson, bin: [bin] };
}

async function unpack(document: Document): Promise<GltfFile> {
  for (const extension of document.getRoot().listExtensionsUsed()) if (COMPRESSIONS.includes(extension.extensionName)) extension.dispose();
  dropLostChannels(document);
  const bytes = await writeDocument(new WebIO().setLogger(silent).registerExtensions(ALL_EXTENSIONS), document);
  const source = { size: bytes.length, read: (position: number, count: number) => bytes.subarray(position, position + count) };
  const { json, binStart, binBytes } = await readGlbContainer(source, { maxBytes: Infinity, maxJsonBytes: Infinity });
  return parse({ json, bin: bytes.subarray(binStart, binStart + binBytes) });
}

function change(file: GltfFile, { scale, textures }: RewriteOptions): GltfFile {
  const { json } = file;
  scaleScenes(json, scale);
  if (textures) return file;
  const gone = picturesIn(json);
  stripPictures(json);
  return gone.size === 0 ? file : cutViews(json, joined(file.bin), gone);
}

/** Pictures that lie in the file's own buffer, by their views. */
function picturesIn({ images = [], bufferViews = [], buffers = [] }: GltfJson): Set<number> {
  const isOwn = (view: number) => bufferViews[view]?.buffer === 0 && buffers[0]?.uri === undefined;
  return new Set(images.flatMap(({ bufferView }) => (bufferView !== undefined && isOwn(bufferView) ? [bufferView] : [])));
}

/** Makes files of the pictures, where nothing else can name the bytes that they have in the buffer. */
function movePictures(file: GltfFile, folder: string): GltfFile & { pictures: { path: string; bytes: Uint8Array }[] } {
  const { json } = file;
  const gone = picturesIn(json);
  if (!isPlain(json) || gone.size === 0) return { ...file, pictures: [] };
  const bin = joined(file.bin);
  const images = json.images ?? [];
  const names = uniqueNames(images.map(({ name = "" }) => name.replace(/\.(png|jpe?g|webp|ktx2|avif)$/i, "")), "ascii", "texture");
  const pictures = images.flatMap((image, at) => {
    const { bufferView, mimeType = "" } = image;
    if (bufferView === undefined || !gone.has(bufferView)) return [];
    const { byteOffset = 0, byteLength } = json.bufferViews![bufferView]!;
    const path = `${folder}${names[at]}.${ENDINGS[mimeType] ?? "bin"}`;
    image.uri = path;
    delete image.bufferView;
    return [{ path, bytes: bin.subarray(byteOffset, byteOffset + byteLength) }];
  });
  return { ...cutViews(json, bin, gone), pictures };
}

function* told(bin: GltfFile["bin"], { signal, onProgress }: RewriteOptions): Generator<Uint8Array> {
  const total = bytesOf(bin);
  let done = 0;
  for (const bytes of bin) {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      signal?.throwIfAborted();
      const piece = bytes.subarray(from, from + PIECE_BYTES);
      yield piece;
      onProgress((done += piece.length) / total);
    }
  }
}

const bytesOf = (bin: GltfFile["bin"]) => bin.reduce((sum, { length }) => sum + length, 0);

function joined(bin: GltfFile["bin"]): Uint8Array {
  if (bin.length === 1) return bin[0]!;
  const bytes = new Uint8Array(bytesOf(bin));
  let at = 0;
  for (const piece of bin) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
