import type { Mesh } from "./mesh.ts";
import { sampleField, type Outline } from "./outline.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";
import { dot, VIEW_CAMERAS } from "./view-cameras.ts";

/**
 * Intersection over union of the mesh's outline and the photo's, in the pixels of the photo's distance field.
 *
 * @param width,height the size of the photo's silhouette in object units.
 */
export function silhouetteIou(mesh: Mesh, outline: Outline, width: number, height: number): number {
  const { field, box } = outline;
  const { right, up } = VIEW_CAMERAS[outline.camera];
  const { positions: p } = mesh;
  const scaleX = (box.right - box.left) / width;
  const scaleY = (box.bottom - box.top) / height;
  const points = new Float32Array(p.length);
  for (let i = 0; i < p.length; i += 3) {
    points[i] = (box.left + box.right) / 2 + dot(right, p[i]!, p[i + 1]!, p[i + 2]!) * scaleX;
    points[i + 1] = (box.top + box.bottom) / 2 - dot(up, p[i]!, p[i + 1]!, p[i + 2]!) * scaleY;
  }
  const hit = new Uint8Array(field.width * field.height);
  rasterizeTriangles(points, mesh.indices, field.width, field.height, (pixel) => {
    hit[pixel] = 1;
  });
  let both = 0;
  let either = 0;
  for (let y = 0, i = 0; y < field.height; y++) {
    for (let x = 0; x < field.width; x++, i++) {
      const inside = sampleField(field, x + 0.5, y + 0.5) < 0;
      if (inside && hit[i] === 1) both++;
      if (inside || hit[i] === 1) either++;
    }
  }
  return either === 0 ? 0 : both / either;
}
