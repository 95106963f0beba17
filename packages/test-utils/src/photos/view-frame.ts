import { largestDimension, type ProductObject, type Vector3 } from "../objects/product-object.ts";
import type { PhotoOptions, PhotoView } from "./photo-options.ts";

/** Camera axes in object space and the scale of the image plane through the object's centre. */
export interface ViewFrame {
  readonly right: Vector3;
  readonly up: Vector3;
  /** From the object towards the camera. */
  readonly towards: Vector3;
  readonly centre: Vector3;
  /** Units of the object per pixel, on the plane through the centre for a perspective camera. */
  readonly unitsPerPixel: number;
  /** Distance of the camera's eye from the centre in units; infinite for parallel rays. */
  readonly eyeDistance: number;
  readonly size: number;
  readonly shiftPixels: readonly [right: number, up: number];
}

const AXES: Record<PhotoView, readonly [right: Vector3, up: Vector3, towards: Vector3]> = {
  front: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  back: [[-1, 0, 0], [0, 1, 0], [0, 0, -1]],
  side: [[0, 0, -1], [0, 1, 0], [1, 0, 0]],
  left: [[0, 0, 1], [0, 1, 0], [-1, 0, 0]],
  top: [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
  bottom: [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
};

/** Framing of a view: the object's bounds centred, one scale for all views of an object by its largest dimension. */
export function frameView(
  object: ProductObject,
  view: PhotoView,
  options: Pick<PhotoOptions, "size" | "camera" | "margin" | "rollDegrees" | "shift">,
): ViewFrame {
  const { min, max } = object.bounds;
  const [baseRight, baseUp, towards] = AXES[view];
  const extent = largestDimension(object);
  const filled = 1 - 2 * options.margin;
  const cosine = Math.cos((options.rollDegrees * Math.PI) / 180);
  const sine = Math.sin((options.rollDegrees * Math.PI) / 180);
  const combine = (a: Vector3, ka: number, b: Vector3, kb: number): Vector3 => [
    a[0] * ka + b[0] * kb, a[1] * ka + b[1] * kb, a[2] * ka + b[2] * kb,
  ];
  let unitsPerPixel = extent / (filled * options.size);
  let eyeDistance = Infinity;
  if (options.camera.kind === "perspective") {
    const tangent = Math.tan((options.camera.fieldOfViewDegrees * Math.PI) / 360);
    // The near face of the object's cube fills the frame up to the margin, so nothing is cut off.
    eyeDistance = extent / 2 + extent / 2 / (filled * tangent);
    unitsPerPixel = (2 * eyeDistance * tangent) / options.size;
  }
  return {
    right: combine(baseRight, cosine, baseUp, -sine),
    up: combine(baseRight, sine, baseUp, cosine),
    towards,
    centre: [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2],
    unitsPerPixel,
    eyeDistance,
    size: options.size,
    shiftPixels: [options.shift[0] * options.size, options.shift[1] * options.size],
  };
}
