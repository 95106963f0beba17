import { WebIO, type Document, type ILogger } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { MeshoptDecoder } from "meshoptimizer";
import { checkGltfLimits } from "../checks/check-gltf-limits.ts";
import { resolveGlbLimits, type GlbLimits } from "../checks/glb-limits.ts";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { parseGltfJson } from "../checks/parse-gltf-json.ts";
import { readGlbContainer } from "../checks/read-glb-container.ts";
import type { Model } from "../model.ts";
import { collectParts } from "./collect-parts.ts";
import { MaterialTable } from "./material-table.ts";

export interface ReadGlbOptions {
  /** What is refused before it is read. */
  limits?: Partial<GlbLimits>;
  /** The decoder module of `draco3d` (`await draco3d.createDecoderModule()`); without it, files that are compressed with Draco are refused. */
  draco?: unknown;
  /** Of the model, where the file has no better one. Default `"model"`. */
  name?: string;
  signal?: AbortSignal;
}

const MESHOPT = ["EXT_meshopt_compression", "KHR_meshopt_compression"];
const DRACO = "KHR_draco_mesh_compression";
const silent: ILogger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Reads a GLB (glTF 2.0) into triangles in place, with Draco, meshopt, quantised and sparse attributes, instances, skins, morphs, strips and fans
 * worked in. What it declares is judged first, by the same limits as files from outside, and what was compressed is judged again once it is there.
 *
 * @throws InvalidGlbError for a file that is damaged, breaks the rules, asks for too much or needs what is not here; the signal's reason.
 */
export async function readGlb(bytes: Uint8Array, { limits: given, draco, name = "model", signal }: ReadGlbOptions = {}): Promise<Model> {
  const limits = resolveGlbLimits(given);
  const source = { size: bytes.length, read: (position: number, count: number) => bytes.subarray(position, position + count) };
  const { json, binBytes } = await readGlbContainer(source, limits);
  const decodable = [...MESHOPT, ...(draco ? [DRACO] : []), "KHR_texture_basisu"];
  checkGltfLimits(parseGltfJson(json, limits), binBytes, limits, decodable);
  signal?.throwIfAborted();
  const document = await decode(bytes, draco);
  signal?.throwIfAborted();
  return collect(document, name, limits);
}

async function decode(bytes: Uint8Array, draco: unknown): Promise<Document> {
  await MeshoptDecoder.ready;
  const io = new WebIO().setLogger(silent).registerExtensions(ALL_EXTENSIONS).registerDependencies({ "meshopt.decoder": MeshoptDecoder, ...(draco ? { "draco3d.decoder": draco } : {}) });
  try {
    return await io.readBinary(bytes);
  } catch (error) {
    throw new InvalidGlbError("damaged", `It cannot be read as glTF${error instanceof Error && error.message ? `: ${error.message.replaceAll(/\s+/g, " ").slice(0, 120)}` : "."}`, { cause: error });
  }
}

function collect(document: Document, name: string, limits: GlbLimits): Model {
  const root = document.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const materials = new MaterialTable(root);
  const dropped = new Set<Model["dropped"] extends ReadonlySet<infer What> ? What : never>();
  const parts = scene ? collectParts(scene, materials, dropped, limits) : [];
  if (root.listAnimations().length > 0) dropped.add("animations");
  if (root.listSkins().length > 0) dropped.add("joints");
  if (root.listCameras().length > 0) dropped.add("cameras");
  const extensions = new Set(root.listExtensionsUsed().map(({ extensionName }) => extensionName));
  if (extensions.has("KHR_lights_punctual")) dropped.add("lights");
  if (extensions.has("KHR_materials_variants")) dropped.add("variants");
  return { name: scene?.getName() || name, parts, materials: materials.materials, textures: materials.textures, dropped };
}
