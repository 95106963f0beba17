import type { Root } from "@gltf-transform/core";
import type { Dimensions } from "../convert/real-size.ts";
import { placementsOf, WITHOUT_SURFACE } from "./collect-parts.ts";
import { emptyBox, growBox, IDENTITY, normalMatrix } from "./matrix.ts";
import { placeVertices } from "./place-vertices.ts";
import { readTriangles } from "./read-triangles.ts";
import { shownIn } from "./shown-in.ts";

/**
 * How large the box around all shown triangles is, in metres: each mesh by its own coordinates, and only then where its node is, in double precision.
 * Of something small far from the origin the places themselves, in single precision, tell it badly.
 */
export function exactDimensionsOf(root: Root): Dimensions {
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const box = emptyBox();
  for (const { node, mesh } of scene ? shownIn(scene) : []) {
    for (const primitive of mesh.listPrimitives()) {
      const position = primitive.getAttribute("POSITION");
      if (!position || WITHOUT_SURFACE.has(primitive.getMode())) continue;
      const indices = readTriangles(primitive, position.getCount());
      for (const placement of placementsOf(node)) {
        // What hangs on joints is where they are, and has no place of its own.
        const { matrix, joints } = placement;
        const { positions } = placeVertices(primitive, position, indices, joints ? placement : { ...placement, matrix: IDENTITY, normals: normalMatrix(IDENTITY) });
        for (const vertex of indices) growBox(box, joints ? IDENTITY : matrix, positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!);
      }
    }
  }
  const [width, height, depth] = box.max.map((value, axis) => Math.max(0, value - box.min[axis]!)) as [number, number, number];
  return { width, height, depth };
}
