export { createRandom } from "./create-random.ts";
export { PRODUCT_OBJECTS } from "./objects/product-objects.ts";
export { largestDimension, type ProductObject, type Vector3 } from "./objects/product-object.ts";
export { sampleOccupancy } from "./objects/sample-occupancy.ts";
export { encodePhoto } from "./photos/encode-photo.ts";
export { PHOTO_DEFAULTS, PHOTO_VIEWS, resolvePhotoOptions, type PhotoCamera, type PhotoLight, type PhotoOptions, type PhotoView } from "./photos/photo-options.ts";
export { renderPhoto, type Photo } from "./photos/render-photo.ts";
export { silhouetteOf } from "./photos/silhouette-of.ts";
