import { WebIO, type Document, type ILogger } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { MeshoptDecoder } from "meshoptimizer";
import { checkGltfLimits } from "../checks/check-gltf-limits.ts";
import { resolveGlbLimits, type GlbLimits } from "../checks/glb-limits.ts";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { parseGltfJson } from "../checks/parse-gltf-json.ts";
import { readGlbContainer } from "../checks/read-glb-container.ts";

export interface OpenGlbOptions {
  /** What is refused before it is read. */
  limits?: Partial<GlbLimits>;
  /** The decoder module of `draco3d` (`await draco3d.createDecoderModule()`); without it, files that are compressed with Draco are refused. */
  draco?: unknown;
  signal?: AbortSignal;
}

export interface OpenedGlb {
  document: Document;
  limits: GlbLimits;
  /** Of the file as it is: its JSON, and the bytes of its binary chunk. */
  content: { json: string; bin: Uint8Array };
  /** Extensions that the file uses and the document has no place for, by their names. */
  unknown: readonly string[];
}

const MESHOPT = ["EXT_meshopt_compression", "KHR_meshopt_compression"];
const DRACO = "KHR_draco_mesh_compression";
export const silent: ILogger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const KNOWN: ReadonlySet<string> = new Set(ALL_EXTENSIONS.map(({ EXTENSION_NAME }) => EXTENSION_NAME));

/** The document of a GLB, once what it declares is judged. @throws InvalidGlbError as `readGlb` does; the signal's reason. */
export async function openGlb(bytes: Uint8Array, { limits: given, draco, signal }: OpenGlbOptions = {}): Promise<OpenedGlb> {
  const limits = resolveGlbLimits(given);
  const source = { size: bytes.length, read: (position: number, count: number) => bytes.subarray(position, position + count) };
  const { json, binStart, binBytes } = await readGlbContainer(source, limits);
  const decodable = [...MESHOPT, ...(draco ? [DRACO] : []), "KHR_texture_basisu"];
  const gltf = parseGltfJson(json, limits);
  checkGltfLimits(gltf, binBytes, limits, decodable);
  signal?.throwIfAborted();
  const document = await decode(bytes, draco);
  signal?.throwIfAborted();
  return { document, limits, content: { json, bin: bytes.subarray(binStart, binStart + binBytes) }, unknown: (gltf.extensionsUsed ?? []).filter((name) => !KNOWN.has(name)) };
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
