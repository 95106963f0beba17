import { cropPhoto, estimateForegroundMask, outlineOf, type Image, type Outline, type View } from "../src/index.ts";

/** The outline of a drawn photo, as the generator would find it. */
export function outlineFrom(view: View, image: Image): Outline {
  const photo = cropPhoto(image, estimateForegroundMask(image), 1024);
  if (!photo) throw new Error("The drawn photo is empty.");
  return outlineOf(view, photo, 640);
}
