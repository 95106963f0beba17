/** A photo's place around the object, in the words of the user. */
export type View = "front" | "back" | "side" | "top" | "left" | "bottom";

export const VIEWS: readonly View[] = ["front", "back", "side", "top", "left", "bottom"];

/**
 * The six axis-aligned cameras. A `side` photo is the right camera's, or the left one's if it was taken from there and no
 * `left` photo says otherwise.
 */
export type CameraName = "front" | "back" | "right" | "left" | "top" | "bottom";

/** Whether the view is level: all but those from above and below. */
export function isUpright(view: View): boolean {
  return view !== "top" && view !== "bottom";
}

/** Whether the view is from the right or the left. */
export function isFlank(view: View): boolean {
  return view === "side" || view === "left";
}

export type Vector3 = readonly [number, number, number];

/**
 * An orthographic camera in glTF space (Y up, the object's front faces +Z). `right` and `up` are the directions of the
 * picture's axes, `toward` points from the object to the camera; `right` × `up` = `toward`.
 */
export interface ViewCamera {
  right: Vector3;
  up: Vector3;
  toward: Vector3;
}

export const VIEW_CAMERAS: Readonly<Record<CameraName, ViewCamera>> = {
  front: { right: [1, 0, 0], up: [0, 1, 0], toward: [0, 0, 1] },
  back: { right: [-1, 0, 0], up: [0, 1, 0], toward: [0, 0, -1] },
  right: { right: [0, 0, -1], up: [0, 1, 0], toward: [1, 0, 0] },
  left: { right: [0, 0, 1], up: [0, 1, 0], toward: [-1, 0, 0] },
  top: { right: [1, 0, 0], up: [0, 0, -1], toward: [0, 1, 0] },
  bottom: { right: [1, 0, 0], up: [0, 0, 1], toward: [0, -1, 0] },
};

/** The camera turned about its horizontal axis around the object's centre, so that it stands above where it stood and looks down; in radians. */
export function pitchedCamera({ right, up, toward }: ViewCamera, pitch: number): ViewCamera {
  if (pitch === 0) return { right, up, toward };
  const [cosine, sine] = [Math.cos(pitch), Math.sin(pitch)];
  const mixed = (a: Vector3, b: Vector3, share: number): Vector3 => [cosine * a[0] + share * b[0], cosine * a[1] + share * b[1], cosine * a[2] + share * b[2]];
  return { right, up: mixed(up, toward, -sine), toward: mixed(toward, up, sine) };
}

export function dot(a: Vector3, x: number, y: number, z: number): number {
  return a[0] * x + a[1] * y + a[2] * z;
}

/** The size of a view's silhouette in object units. */
export function sizeIn(shape: { views: { width: number }; depth: number }, view: View): [width: number, height: number] {
  return [isFlank(view) ? shape.depth : shape.views.width, isUpright(view) ? 1 : shape.depth];
}
