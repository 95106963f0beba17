import { WebIO, type Document, type GLTF, type ILogger } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { checkDraco, DRACO } from "../checks/check-draco.ts";
import { checkImages } from "../checks/check-images.ts";
import { checkGltfLimits } from "../checks/check-gltf-limits.ts";
import { resolveGlbLimits, type GlbLimits } from "../checks/glb-limits.ts";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { parseGltfJson, type Gltf } from "../checks/parse-gltf-json.ts";
import { readGlbContainer } from "../checks/read-glb-container.ts";
import { Breath } from "../breath.ts";
import { MeshError } from "../mesh-error.ts";
import { completeMatrices, flattenNodes } from "./flat-matrices.ts";
import { showRoots } from "./show-roots.ts";

export interface OpenGlbOptions {
  /** What is refused before it is read. */
  limits?: Partial<GlbLimits>;
  /**
   * The decoder of Draco, or what loads it for a file that needs it: `loadDraco` of `@model-3d/mesh/draco` in Node, elsewhere the decoder module of Google's
   * build. Without it, files that are compressed with Draco are refused.
   */
  draco?: object | (() => Promise<object>);
  signal?: AbortSignal;
}

export interface OpenedGlb {
  document: Document;
  limits: GlbLimits;
  /** Of the file as it is, but that it has a scene: its JSON, and the bytes of its binary chunk. */
  content: { json: string; bin: Uint8Array };
  /** Extensions that the file uses and the document has no place for, by their names. */
  unknown: readonly string[];
}

const LISTS = ["extensionsUsed", "extensionsRequired"] as const;
const MESHOPT = ["EXT_meshopt_compression", "KHR_meshopt_compression"];
export const silent: ILogger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const KNOWN: ReadonlySet<string> = new Set([...MESHOPT, ...ALL_EXTENSIONS.map(({ EXTENSION_NAME }) => EXTENSION_NAME)]);

/** The document of a GLB, once what it declares is judged. @throws InvalidGlbError and MeshError as `readGlb` does; the signal's reason. */
export async function openGlb(bytes: Uint8Array, { limits: asked, draco, signal }: OpenGlbOptions = {}): Promise<OpenedGlb> {
  // Not by its class: in a frame, or in tests of pages, there are several of them.
  if (!ArrayBuffer.isView(bytes)) throw new MeshError("option", "A GLB is given as a Uint8Array: of an ArrayBuffer, new Uint8Array(buffer).");
  const limits = resolveGlbLimits(asked);
  const source = { size: bytes.length, read: (position: number, count: number) => bytes.subarray(position, position + count) };
  const { json: given, binStart, binBytes } = await readGlbContainer(source, limits);
  const bin = bytes.subarray(binStart, binStart + binBytes);
  const decodable = [...MESHOPT, ...(draco ? [DRACO] : []), "KHR_texture_basisu"];
  const gltf = parseGltfJson(given, limits);
  const json = showRoots(gltf) ? withScene(given) : given;
  const breath = new Breath(signal);
  checkGltfLimits(gltf, binBytes, limits, decodable);
  checkImages(gltf, bin, limits, { takesKtx2: true });
  checkDraco(gltf, bin, limits);
  await breath.take();
  const isPacked = gltf.meshes?.some(({ primitives }) => primitives.some(({ extensions }) => extensions?.[DRACO] !== undefined));
  const decoder = !isPacked ? undefined : typeof draco === "function" ? await (draco as () => Promise<object>)() : draco;
  const isMeshopt = [...(gltf.extensionsUsed ?? []), ...(gltf.bufferViews ?? []).flatMap(({ extensions = {} }) => Object.keys(extensions))].some((name) => MESHOPT.includes(name));
  const document = await decode(bytes, decoder, isMeshopt ? await loadMeshopt() : undefined);
  checkDecoded(document, gltf);
  await breath.take();
  return { document, limits, content: { json, bin }, unknown: (gltf.extensionsUsed ?? []).filter((name) => !KNOWN.has(name)) };
}

function withScene(json: string): string {
  const gltf = JSON.parse(json) as GLTF.IGLTF;
  showRoots(gltf);
  return JSON.stringify(gltf);
}

/** Loaded for a file that needs it, and for no other: it is a program that has to be started. */
async function loadMeshopt(): Promise<object> {
  const { MeshoptDecoder } = await import("meshoptimizer/decoder");
  await MeshoptDecoder.ready;
  return MeshoptDecoder;
}

async function decode(bytes: Uint8Array, draco: object | undefined, meshopt: object | undefined): Promise<Document> {
  const io = new WebIO().setLogger(silent).registerExtensions(ALL_EXTENSIONS).registerDependencies({ ...(meshopt && { "meshopt.decoder": meshopt }), ...(draco ? { "draco3d.decoder": draco } : {}) });
  try {
    const packed = await io.binaryToJSON(bytes);
    renameMeshopt(packed.json);
    // What opens files asks for the decoder of whatever is listed.
    if (!draco) unlist(packed.json, DRACO);
    showRoots(packed.json);
    const flattened = completeMatrices(packed.json);
    const document = await io.readJSON(packed);
    flattenNodes(document, flattened);
    return document;
  } catch (error) {
    throw new InvalidGlbError("damaged", "It cannot be read as glTF.", { cause: error });
  }
}

/** What was compressed has as many elements as the file has said. @throws InvalidGlbError */
function checkDecoded(document: Document, { accessors = [] }: Gltf): void {
  document.getRoot().listAccessors().forEach((accessor, at) => {
    const declared = accessors[at]?.count;
    if (accessor.getCount() !== declared) throw new InvalidGlbError("invalid", `Accessor ${at} has ${accessor.getCount()} elements, and the file says ${declared}.`);
  });
}

/** The extension became one of Khronos' own, with the same words; the decoder reads both, and what opens files knows the older name only. */
function renameMeshopt(json: GLTF.IGLTF): void {
  const [older, newer] = MESHOPT as [string, string];
  if (!json.extensionsUsed?.includes(newer)) return;
  for (const { extensions } of [...(json.buffers ?? []), ...(json.bufferViews ?? [])]) {
    if (extensions?.[newer] === undefined) continue;
    extensions[older] = extensions[newer];
    delete extensions[newer];
  }
  for (const list of LISTS) json[list] = json[list]?.map((name) => (name === newer ? older : name));
}

function unlist(json: GLTF.IGLTF, unused: string): void {
  for (const list of LISTS) json[list] = json[list]?.filter((name) => name !== unused);
}
