import { Breath } from "../breath.ts";
import { WebIO, type Document } from "@gltf-transform/core";
import { ALL_EXTENSIONS, EXTMeshoptCompression, KHRDracoMeshCompression } from "@gltf-transform/extensions";
import { MeshoptEncoder } from "meshoptimizer";
import type { Pixels } from "../images/image-codec.ts";
import type { Model } from "../model.ts";
import { openGlb, silent, type OpenedGlb } from "../read/open-glb.ts";
import { collectModel } from "../read/read-glb.ts";
import { dropLostChannels } from "../rewrite/drop-lost-channels.ts";
import { writeDocument } from "../rewrite/write-document.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import { dropNeedless } from "./drop-needless.ts";
import { dropUnusedVertices } from "./drop-unused-vertices.ts";
import { countShown, longestSideOf } from "./measure-document.ts";
import { resolveOptimizeOptions, type OptimizeLoss, type OptimizeOptions, type ResolvedOptimizeOptions } from "./optimize-options.ts";
import { optimizeTextures, type OptimizedTexture } from "./optimize-textures.ts";
import { quantizeDocument } from "./quantize-document.ts";
import { simplifyDocument } from "./simplify-document.ts";
import type { SimplifyError } from "./simplify-model.ts";

export interface OptimizedGlb {
  bytes: Uint8Array;
  before: { bytes: number; triangles: number };
  after: { bytes: number; triangles: number };
  /** How far the surface is from where it was, as the simplifier measures it, and the rounding of positions on top: as it is without its morph targets and bones. */
  error: SimplifyError;
  textures: readonly OptimizedTexture[];
  /** What was lost in the end: of a preset the step that was small enough, or its last one. */
  loss: OptimizeLoss;
  /** Whether it is as small as the preset, or `goalBytes`, wants it. */
  isGoalReached: boolean;
  /** Extensions of the file that are not in the new one: what reads it has no place for them. */
  lost: readonly string[];
}

const COMPRESSION_EXTENSIONS = ["EXT_meshopt_compression", "KHR_meshopt_compression", "KHR_draco_mesh_compression"];
/** What Draco rounds positions to, over the longest side: 14 bits. */
const DRACO_STEPS = 2 ** 14 - 1;

/**
 * A GLB that is lighter to load: vertices welded, triangles simplified to a stated error and put in the order that graphics cards like, fewer bits a
 * vertex, compressed; textures smaller and as WebP; what nothing shows left out. Nodes, animations, skins, morph targets, variants, lights, cameras,
 * materials with their extensions and `extras` stay. A {@link Model} is written as GLB first.
 *
 * @example
 * const { bytes, error, after } = await optimizeGlb(glb, { preset: "light", codec: sharpCodec });
 * @throws InvalidGlbError as `readGlb`; MeshError `option`; the signal's reason.
 */
export async function optimizeGlb(source: Uint8Array | Model, options: OptimizeOptions = {}): Promise<OptimizedGlb> {
  const resolved = resolveOptimizeOptions(options);
  resolved.signal?.throwIfAborted();
  const given = source instanceof Uint8Array ? source : await collectBytes(writeModel(source, "glb", { ...(resolved.signal && { signal: resolved.signal }) }));
  const known = new Map<number, Promise<Pixels | null>>();
  let best: OptimizedGlb | null = null;
  const breath = new Breath(resolved.signal);
  for (const [at, loss] of resolved.steps.entries()) {
    const from = at / resolved.steps.length;
    const opened = await openGlb(given, resolved);
    // What the reader refuses nobody could open afterwards either.
    if (at === 0) collectModel(opened);
    await breath.take();
    const made = await tryLoss(given, opened, loss, known, { ...resolved, onProgress: (share) => resolved.onProgress(from + share / resolved.steps.length) });
    if (!best || made.bytes.length < best.bytes.length) best = made;
    if (best.isGoalReached) break;
  }
  resolved.onProgress(1);
  return best!;
}

async function tryLoss(given: Uint8Array, { document, limits, unknown }: OpenedGlb, loss: OptimizeLoss, known: Map<number, Promise<Pixels | null>>, options: ResolvedOptimizeOptions): Promise<OptimizedGlb> {
  const { signal, onProgress, lockBorder, compression, isQuantized, goalBytes } = options;
  const breath = new Breath(signal);
  dropUnusedVertices(document);
  const [triangles, longest] = [countShown(document), longestSideOf(document)];
  onProgress(0.1);
  dropLostChannels(document);
  dropNeedless(document);
  await breath.take();
  let metres = await simplifyDocument(document, { ...loss, lockBorder, longest, limits, signal, onProgress: (share) => onProgress(0.1 + 0.3 * share) });
  const textures = await optimizeTextures(document, { ...options, ...loss, known, onProgress: (share) => onProgress(0.4 + 0.5 * share) });
  dropNeedless(document);
  if (compression === "draco") metres += (Math.sqrt(3) * longest) / DRACO_STEPS / 2;
  else if (isQuantized) metres += quantizeDocument(document, { keepsNormals: compression === "meshopt" });
  dropNeedless(document);
  await breath.take();
  const after = countShown(document);
  const bytes = await write(document, options);
  return {
    bytes,
    before: { bytes: given.length, triangles },
    after: { bytes: bytes.length, triangles: after },
    error: { metres, relative: longest > 0 ? metres / longest : 0 },
    textures,
    loss,
    isGoalReached: bytes.length <= goalBytes,
    lost: unknown,
  };
}

async function write(document: Document, { compression, dracoEncoder }: ResolvedOptimizeOptions): Promise<Uint8Array> {
  for (const extension of document.getRoot().listExtensionsUsed()) if (COMPRESSION_EXTENSIONS.includes(extension.extensionName)) extension.dispose();
  if (compression === "meshopt") document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.FILTER });
  if (compression === "draco") document.createExtension(KHRDracoMeshCompression).setRequired(true).setEncoderOptions({ method: KHRDracoMeshCompression.EncoderMethod.EDGEBREAKER });
  await MeshoptEncoder.ready;
  const io = new WebIO().setLogger(silent).registerExtensions(ALL_EXTENSIONS);
  return writeDocument(io.registerDependencies({ "meshopt.encoder": MeshoptEncoder, ...(dracoEncoder ? { "draco3d.encoder": dracoEncoder } : {}) }), document.setLogger(silent));
}
