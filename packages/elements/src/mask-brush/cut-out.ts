import { IMAGE_TYPES, MAX_IMAGE_BYTES } from "@model-3d/contract";
import { readFocalLength } from "@model-3d/generator/masks";
import type { EditableMask } from "./editable-mask.ts";
import { withFocalLength } from "./with-focal-length.ts";

/** Longer side of what is sent: more than any generator looks at. */
const MAX_SIDE_PX = 2048;
const SMALLER = 0.75;
const TYPE = "image/png" satisfies (typeof IMAGE_TYPES)[number];

/**
 * The photo with the mask as its transparency, as a PNG that may be sent; what is background is not in it any more,
 * and of what the file tells only the focal length is. @throws Error where the browser gives no canvas.
 */
export async function cutOut(photo: File, mask: EditableMask): Promise<File> {
  const bitmap = await createImageBitmap(photo);
  try {
    const share = readFocalLength(new Uint8Array(await photo.arrayBuffer()), Math.max(bitmap.width, bitmap.height) / Math.min(bitmap.width, bitmap.height));
    const veil = canvasOf(mask.width, mask.height);
    const alpha = new ImageData(mask.width, mask.height);
    for (let i = 0; i < mask.coverage.length; i++) alpha.data[4 * i + 3] = mask.coverage[i]!;
    veil.context.putImageData(alpha, 0, 0);
    for (let side = Math.min(MAX_SIDE_PX, Math.max(bitmap.width, bitmap.height)); ; side *= SMALLER) {
      const scale = side / Math.max(bitmap.width, bitmap.height);
      const { canvas, context } = canvasOf(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
      context.imageSmoothingQuality = "high";
      context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      context.globalCompositeOperation = "destination-in";
      context.drawImage(veil.canvas, 0, 0, canvas.width, canvas.height);
      const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, TYPE));
      if (drawn === null) throw new Error("This browser cannot write the picture.");
      const blob = share === null ? drawn : await withFocalLength(drawn, { share, width: canvas.width, height: canvas.height });
      if (blob.size <= MAX_IMAGE_BYTES) return new File([blob], photo.name.replace(/(\.\w+)?$/, ".png"), { type: TYPE });
    }
  } finally {
    bitmap.close();
  }
}

function canvasOf(width: number, height: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no canvas to cut a photo out with.");
  return { canvas, context };
}
