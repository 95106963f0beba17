export { alignViews, type AlignedViews, type Outlines } from "./align-views.ts";
export { countBadEdges, findBadEdges, signedVolume, type EdgeCount } from "./bad-edges.ts";
export { bakeTexture, type BakedTexture } from "./bake-texture.ts";
export { bakeView, continueColors, type BakeView } from "./bake-view.ts";
export { buildMesh } from "./build-mesh.ts";
export { buildShape, type Shape } from "./build-shape.ts";
export { buildTexture, type TextureResult } from "./build-texture.ts";
export { chartByView, type Chart } from "./chart-by-view.ts";
export { applyPrior, closeOutlines } from "./close-outlines.ts";
export { cropPhoto, type CroppedPhoto, type OutlineBox } from "./crop-photo.ts";
export { decideSideCamera } from "./decide-side-camera.ts";
export { estimateCameras } from "./estimate-cameras.ts";
export type { FocalShares } from "./focal-shares.ts";
export { estimateForegroundMask, hasForeground } from "./foreground-mask.ts";
export { generateModel } from "./generate-model.ts";
export {
  GENERATE_DEFAULTS,
  resolveGenerateOptions,
  type GenerateOptions,
  type GenerateProgress,
  type GenerateResult,
  type GenerateStage,
  type GenerateStats,
  type ResolvedGenerateOptions,
} from "./generate-options.ts";
export { GeneratorError, type GeneratorErrorCode, type GeneratorErrorOptions } from "./generator-error.ts";
export type { DecodeLimits, Image, ImageCodec, ImageFormat, Mask } from "./image.ts";
export { judgeFaces, type Faces } from "./judge-faces.ts";
export { inflationPrior, type InflationPrior } from "./inflation-prior.ts";
export { matchModel, type MatchModelOptions, type ModelMatch } from "./match-model.ts";
export { matchPhotos, type PhotosMatch, type ViewMatch } from "./match-photos.ts";
export { compactMesh, triangleCount, vertexNormals, type Mesh } from "./mesh.ts";
export { outlineOf, type Outline } from "./outline.ts";
export { gridCoordinate, sampleOutlines, type OutlineGrids, type PlaneField, type ScalarField, type VoxelGrid } from "./outline-grids.ts";
export { packCharts, type TexturedMesh } from "./pack-charts.ts";
export { paintWithTexture, type PaintedMesh } from "./painted-mesh.ts";
export type { Photos } from "./read-photos.ts";
export { readFocalLength } from "./read-focal-length.ts";
export { removeFragments } from "./remove-fragments.ts";
export { renderThumbnail, THUMBNAIL_DEFAULTS, type ThumbnailOptions } from "./render-thumbnail.ts";
export { resolveAmbiguousCells } from "./resolve-ambiguous-cells.ts";
export { signedDistanceField, type DistanceField2D } from "./signed-distance-field.ts";
export { silhouetteIou } from "./silhouette-iou.ts";
export { simplifyMesh, type SimplifyOptions } from "./simplify-mesh.ts";
export { smoothIntersection } from "./smooth-intersection.ts";
export { snapToOutlines } from "./snap-to-outlines.ts";
export { surfaceNets } from "./surface-nets.ts";
export { taubinSmooth, TAUBIN_DEFAULTS, type TaubinOptions } from "./taubin-smooth.ts";
export { VIEW_CAMERAS, VIEWS, type CameraName, type Vector3, type View, type ViewCamera } from "./view-cameras.ts";
export { standUpright, writeGlb, type WriteGlbOptions } from "./write-glb.ts";
