import { TextureFiles, type TextureFile } from "../images/texture-files.ts";
import type { Model } from "../model.ts";
import { writeZip } from "../zip/write-zip.ts";
import type { Format } from "./format.ts";
import { writeGlbContainer } from "./glb-container.ts";
import { GltfLayout } from "./gltf-layout.ts";
import { UNLIT, gltfMaterials } from "./gltf-materials.ts";
import { groupParts } from "./group-parts.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { requireTriangles } from "./require-triangles.ts";
import { cleanName } from "./unique-names.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";

const judge = judgeByTable({
  kept: ["triangles", "size", "parts", "names", "normals", "uvs", "vertexColors", "baseColor", "baseColorTexture", "metallicRoughness", "normalTexture", "occlusion", "emissive", "alpha", "doubleSided"],
  hasUvSets: true,
  unless: ({ materials }) => {
    const extensions = materials.flatMap((material) => material.extensions);
    return extensions.includes(UNLIT) ? { materialExtensions: extensions.every((name) => name === UNLIT) ? "kept" : "changed" } : {};
  },
});

/**
 * GLB (glTF 2.0, Khronos, ISO/IEC 12113): one file. Always metres, Y up, as the standard has it: another unit or direction is not taken into account.
 * Parts of one name are one mesh; pictures stay as they are, WebP and KTX2 by their extensions.
 *
 * - Tangents are left to the reader, which makes them from the normals as the standard says.
 * - What moves, lights, lines and points are not there, and of what a material has beyond glTF itself only that it is unlit: a {@link Model} has no
 *   place for it. `convert` makes a GLB of a GLB without that step, and keeps them.
 */
export const glb: Format = { name: "glb", extension: "glb", mediaType: "model/gltf-binary", unit: "m", upAxis: "y", takes: ["textures"], isForSolids: false, hasUvSets: true, judge, write: writeGlb };

/** glTF 2.0 as {@link glb} has it, for editing: a `.gltf`, a `.bin` and the textures as files, in a ZIP. */
export const gltf: Format = { name: "gltf", extension: "zip", mediaType: "application/zip", unit: "m", upAxis: "y", takes: ["textures"], isForSolids: false, hasUvSets: true, judge, write: writeGltf };

async function* writeGlb(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  requireTriangles(model);
  const layout = new GltfLayout();
  const files = await texturesOf(model);
  const json = describe(model, options, layout, files, (file) => ({ bufferView: layout.addBytes(file.bytes) }));
  yield* writeGlbContainer(json, layout.byteLength, told(layout, options));
}

async function* writeGltf(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  requireTriangles(model);
  const name = cleanName(options.name, "ascii") || "model";
  const layout = new GltfLayout();
  const files = await texturesOf(model, options.pack ? `${name}-gltf-textures/` : "textures/");
  const json = describe(model, options, layout, files, ({ path }) => ({ uri: path }), `${name}.bin`);
  yield* (options.pack ?? writeZip)([
    { path: `${name}.gltf`, isCompressed: true, chunks: [new TextEncoder().encode(JSON.stringify(json, null, 1))] },
    { path: `${name}.bin`, isCompressed: true, chunks: told(layout, options) },
    ...files.map(({ path, bytes }) => ({ path, isCompressed: false, chunks: [bytes] })),
  ]);
}

/** All of them as they are, in the order in which the model has them. */
function texturesOf(model: Model, folder = ""): Promise<TextureFile[]> {
  const files = new TextureFiles(model, { codec: undefined, taken: ["image/png", "image/jpeg", "image/webp", "image/ktx2"], form: "ascii", folder });
  return Promise.all(model.textures.map((_, at) => files.whole(at)));
}

function* told(layout: GltfLayout, { signal, onProgress }: ResolvedWriteOptions): Generator<Uint8Array> {
  let done = 0;
  for (const piece of layout.bytes(signal)) {
    yield piece;
    onProgress((done += piece.length) / layout.byteLength);
  }
}

function describe(model: Model, { name, scale }: ResolvedWriteOptions, layout: GltfLayout, files: readonly TextureFile[], image: (file: TextureFile) => object, uri?: string): object {
  const groups = groupParts(model.parts.filter(({ indices }) => indices.length > 0));
  const meshes = groups.map((parts) => ({ name: parts[0]!.name, primitives: parts.map((part) => layout.addPart(part, model.materials[part.material]!, scale)) }));
  const images = files.map((file, at) => ({ name: model.textures[at]!.name, mimeType: file.type, ...image(file) }));
  const { materials, textures, samplers, used, required } = gltfMaterials(model);
  const lists = { materials, textures, images, samplers, extensionsUsed: [...used], extensionsRequired: [...required] };
  return {
    asset: { version: "2.0", generator: "@model-3d/mesh" },
    scene: 0,
    scenes: [{ name, nodes: meshes.map((_, at) => at) }],
    nodes: meshes.map((mesh, at) => ({ name: mesh.name, mesh: at })),
    meshes,
    // A list that is there must not be empty.
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    accessors: layout.accessors,
    bufferViews: layout.bufferViews,
    buffers: [{ ...(uri === undefined ? {} : { uri }), byteLength: layout.byteLength }],
  };
}
