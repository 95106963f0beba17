import type { Root } from "@gltf-transform/core";
import type { Dimensions } from "../convert/real-size.ts";
import { placementsOf, UNMOVED, WITHOUT_SURFACE } from "./collect-parts.ts";
import { normalMatrix } from "./matrix.ts";
import { placeVertices } from "./place-vertices.ts";
import { readTriangles } from "./read-triangles.ts";
import { shownIn } from "./shown-in.ts";

/**
 * How large the box around all shown triangles is, in metres: each mesh by its own coordinates, and only then where its node is, in double precision.
 * Of something small far from the origin the places themselves, in single precision, tell it badly.
 */
export function exactDimensionsOf(root: Root): Dimensions {
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const { node, mesh } of scene ? shownIn(scene) : []) {
    for (const primitive of mesh.listPrimitives()) {
      const position = primitive.getAttribute("POSITION");
      if (!position || WITHOUT_SURFACE.has(primitive.getMode())) continue;
      const indices = readTriangles(primitive, position.getCount());
      for (const placement of placementsOf(node)) {
        // What hangs on joints is where they are, and has no place of its own.
        const { matrix, joints } = placement;
        const { positions } = placeVertices(primitive, position, indices, joints ? placement : { ...placement, matrix: UNMOVED, normals: normalMatrix(UNMOVED) });
        const m = joints ? UNMOVED : matrix;
        for (const vertex of indices) {
          const [x, y, z] = [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!];
          for (let axis = 0; axis < 3; axis++) {
            const value = m[axis]! * x + m[4 + axis]! * y + m[8 + axis]! * z + m[12 + axis]!;
            if (value < min[axis]!) min[axis] = value;
            if (value > max[axis]!) max[axis] = value;
          }
        }
      }
    }
  }
  const [width, height, depth] = max.map((value, axis) => Math.max(0, value - min[axis]!)) as [number, number, number];
  return { width, height, depth };
}
