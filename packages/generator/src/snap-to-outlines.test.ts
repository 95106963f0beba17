import { expect, it } from "vitest";
import { drawPhoto, rectangle } from "../test/draw-photo.ts";
import { outlineFrom } from "../test/outlines.ts";
import { alignViews } from "./align-views.ts";
import { buildMesh } from "./build-mesh.ts";
import { buildShape } from "./build-shape.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { sizeIn } from "./view-cameras.ts";

/** A seat that juts out over four legs by less than a cell of the model. */
const stool = (u: number, v: number) => (Math.abs(u) < 0.2 && v > 0.3 && v < 0.4) || (Math.abs(u) < 0.196 && Math.abs(u) > 0.16 && v > -0.4 && v < 0.4);

it("leaves legs where photos from around show them, however near the seat's rim is in the one from above", async () => {
  const views = alignViews({
    front: outlineFrom("front", drawPhoto(stool, { size: 640 })),
    back: outlineFrom("back", drawPhoto(stool, { size: 640 })),
    side: outlineFrom("side", drawPhoto(stool, { size: 640 })),
    top: outlineFrom("top", drawPhoto(rectangle(0.4, 0.4), { size: 640 })),
  });
  const { mesh, shape } = await buildMesh(buildShape(views, 128), 20_000);
  for (const view of ["front", "back", "side", "top"] as const) {
    expect(silhouetteIou(mesh, shape.views.outlines[view]!, ...sizeIn(shape, view))).toBeGreaterThan(0.985);
  }
});
