import { alignViews, type Outlines } from "./align-views.ts";
import { buildMesh } from "./build-mesh.ts";
import { buildShape, type Shape } from "./build-shape.ts";
import { buildTexture } from "./build-texture.ts";
import { estimateCameras } from "./estimate-cameras.ts";
import { findOpening } from "./find-opening.ts";
import { focalShares } from "./focal-shares.ts";
import { resolveGenerateOptions, type GenerateOptions, type GenerateResult, type GenerateStage, type ResolvedGenerateOptions } from "./generate-options.ts";
import { hollowOut } from "./hollow-out.ts";
import type { Image, ImageCodec } from "./image.ts";
import { makePreview } from "./make-preview.ts";
import { matchPhotos } from "./match-photos.ts";
import type { Mesh } from "./mesh.ts";
import { findOutlines, givenViews, readPhoto, sizeWarning, type Photos } from "./read-photos.ts";
import { renderThumbnail } from "./render-thumbnail.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { sizeIn, type View, VIEWS } from "./view-cameras.ts";
import { standUpright, writeGlb } from "./write-glb.ts";

/** Per cent of the whole work that is done when a stage begins; measured at the default sizes. */
const STAGE_START: Record<GenerateStage, number> = { read: 0, mask: 5, preview: 20, align: 22, shape: 24, mesh: 38, texture: 58, thumbnail: 92, write: 95 };
const MATCH_WARNING = 0.9;

/**
 * Builds a textured model from two to six photos of one object on a plain or transparent background.
 *
 * Runs wherever JavaScript runs, on the calling thread, for some seconds; in Node prefer `generateInWorker`.
 *
 * Throws a {@link GeneratorError} that says what the user can do, a `RangeError` for an option out of range, and the
 * signal's reason when it is aborted.
 *
 * @example
 * const { glb, thumbnail, stats } = await generateModel({ front, back, side }, sharpCodec, {
 *   onProgress: ({ stage, progress }) => console.log(stage, progress),
 * });
 */
export async function generateModel(photos: Photos, codec: ImageCodec, options: GenerateOptions = {}): Promise<GenerateResult> {
  const resolved = resolveGenerateOptions(options);
  const stages = new StageClock(resolved);
  const views = givenViews(photos);

  stages.enter("read");
  const images = new Map<View, Image>();
  for (const view of views) images.set(view, await readPhoto(view, photos[view]!, codec, resolved.maxPixels));
  const warnings = [...images].map(([view, image]) => sizeWarning(view, image)).filter((warning) => warning !== null);

  stages.enter("mask");
  const found = await findOutlines(images, (share) => stages.within(share));

  const outlines: Outlines = { ...Object.fromEntries(found), front: found.get("front")!, back: found.get("back")! };
  if (resolved.onPreview) {
    stages.enter("preview");
    const preview = await makePreview(outlines, codec, resolved);
    if (preview) resolved.onPreview(preview);
  }

  stages.enter("align");
  const aligned = alignViews(estimateCameras(outlines, focalShares(photos, images)));

  stages.enter("shape");
  const built = buildShape(aligned, resolved.gridSize);
  const opening = findOpening(built);
  if (opening) built.hollow = hollowOut(built.field, opening);
  warnings.push(...built.views.warnings);

  stages.enter("mesh");
  const { mesh, shape } = await buildMesh(built, resolved.maxTriangles);
  const silhouettes = measureSilhouettes(mesh, shape);
  for (const [view, iou] of Object.entries(silhouettes)) {
    if (iou < MATCH_WARNING) warnings.push(`The model covers the outline of the ${view} photo only to ${Math.round(100 * iou)} %. Check that the photos fit together.`);
  }

  stages.enter("texture");
  const { mesh: textured, image: texture } = buildTexture(mesh, shape, resolved.textureSize, resolved.seed);
  standUpright(textured.positions);

  stages.enter("thumbnail");
  const thumbnail = await codec.encode(renderThumbnail(textured, texture, { size: resolved.thumbnailSize }), "png");
  const { match, pictures } = matchPhotos(textured, texture, VIEWS.map((view) => shape.views.outlines[view]).filter((outline) => outline !== undefined));
  const differences: Partial<Record<View, Uint8Array>> = {};
  for (const [view, picture] of pictures) differences[view] = await codec.encode(picture, "png");

  stages.enter("write");
  const glb = await writeGlb(textured, { texture: await codec.encode(texture, "jpeg"), mimeType: "image/jpeg", name: resolved.name });
  const ms = stages.finish();
  const stats = { triangles: mesh.indices.length / 3, vertices: textured.positions.length / 3, silhouetteIou: silhouettes, match, ms, watertight: true as const, warnings };
  return { glb, thumbnail, differences, stats };
}

function measureSilhouettes(mesh: Mesh, shape: Shape): Partial<Record<View, number>> {
  const silhouettes: Partial<Record<View, number>> = {};
  for (const view of VIEWS) {
    const outline = shape.views.outlines[view];
    if (outline) silhouettes[view] = silhouetteIou(mesh, outline, ...sizeIn(shape, view));
  }
  return silhouettes;
}

/** Times the stages, reports progress and stops at an abort. */
class StageClock {
  readonly #options: ResolvedGenerateOptions;
  readonly #ms: Record<GenerateStage, number> = { read: 0, mask: 0, align: 0, preview: 0, shape: 0, mesh: 0, texture: 0, thumbnail: 0, write: 0 };
  #stage: GenerateStage | null = null;
  #since = 0;

  constructor(options: ResolvedGenerateOptions) {
    this.#options = options;
  }

  enter(stage: GenerateStage): void {
    this.#options.signal?.throwIfAborted();
    this.#close();
    this.#stage = stage;
    this.#options.onProgress({ stage, progress: STAGE_START[stage] });
  }

  /** Reports a share of the current stage, and lets other work run. */
  async within(share: number): Promise<void> {
    await Promise.resolve();
    this.#options.signal?.throwIfAborted();
    const stage = this.#stage!;
    const names = Object.keys(STAGE_START) as GenerateStage[];
    const end = STAGE_START[names[names.indexOf(stage) + 1] ?? stage];
    this.#options.onProgress({ stage, progress: Math.round(STAGE_START[stage] + share * (end - STAGE_START[stage])) });
  }

  finish(): Record<GenerateStage, number> {
    this.#options.signal?.throwIfAborted();
    this.#close();
    this.#options.onProgress({ stage: "write", progress: 100 });
    return this.#ms;
  }

  #close(): void {
    const now = this.#options.now();
    if (this.#stage) this.#ms[this.#stage] = Math.round(now - this.#since);
    this.#since = now;
  }
}
