import type { Image, Mesh, Outline, View } from "../src/index.ts";
import type { CameraName } from "../src/view-cameras.ts";
import { outlineFrom } from "./outlines.ts";
import { pinholePhoto } from "./pinhole-photo.ts";

export interface KnownPhotoOptions {
  size: number;
  distance: number;
  scale: number;
  /** Of the mesh, in the mesh's units: what the outline's box says. */
  width?: number;
  height?: number;
  pitchDegrees?: number;
}

/** A photo of a mesh with its camera known, as `lens` and `box` say it. */
export function knownPhoto(mesh: Mesh, view: View, { size, distance, scale, width = 1, height = 1, pitchDegrees = 0 }: KnownPhotoOptions): Outline {
  const camera: CameraName = view === "side" ? "right" : view;
  const image = pinholePhoto(mesh, camera, { distance, scale, size, pitchDegrees });
  const outline = outlineFrom(view, image);
  const [first, last] = visibleRange(image, (x, y) => [x, y]);
  const [top, bottom] = visibleRange(image, (x, y) => [y, x]);
  const centerX = (size - first - last + outline.field.width) / 2;
  const centerY = (size - top - bottom + outline.field.height) / 2;
  return {
    ...outline,
    box: { left: centerX - (width * scale) / 2, right: centerX + (width * scale) / 2, top: centerY - (height * scale) / 2, bottom: centerY + (height * scale) / 2 },
    lens: { centerX, centerY, cosine: 1, sine: 0, pitch: (pitchDegrees * Math.PI) / 180, distance: scale * distance, rim: null },
  };
}

/** Where the visible lines of a picture begin and end. */
function visibleRange({ data, width: size }: Image, place: (line: number, along: number) => [x: number, y: number]): [number, number] {
  const seen = Array.from({ length: size }, (_, line) =>
    Array.from({ length: size }, (__, along) => place(line, along)).some(([x, y]) => data[4 * (y * size + x) + 3]! > 0.03 * 255),
  );
  return [seen.indexOf(true), seen.lastIndexOf(true) + 1];
}
