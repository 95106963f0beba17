/** Judges files from outside by what they declare, before anything of that size is allocated. Needs no decoder and no mesh. */
export { checkDraco } from "./check-draco.ts";
export { COMPRESSIONS } from "./check-extensions.ts";
export { checkGltfLimits } from "./check-gltf-limits.ts";
export { checkImages } from "./check-images.ts";
export { GLB_LIMITS, resolveGlbLimits, type GlbLimits } from "./glb-limits.ts";
export { InvalidGlbError, type GlbFault } from "./invalid-glb-error.ts";
export { parseGltfJson, type Gltf } from "./parse-gltf-json.ts";
export { readGlbContainer, type GlbContainer, type GlbSource } from "./read-glb-container.ts";
export { readImageSize, type ImageSize } from "./read-image-size.ts";
export { readKtx2Size } from "./read-ktx2-size.ts";
