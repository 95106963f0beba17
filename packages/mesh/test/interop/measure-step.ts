import type { SurfaceMeasures } from "../measure-surface.ts";
import { parseStep, type StepValue } from "../parse-step.ts";

/** What the faces of a STEP measure, by their outlines and planes alone; its triangles are its faces. */
export function measureStep(text: string): SurfaceMeasures {
  const { instances } = parseStep(text);
  const valuesOf = (id: StepValue, name: string): StepValue[] => {
    const [record] = instances.get(String(id)) ?? [];
    if (record?.name !== name) throw new Error(`${String(id)} is ${String(record?.name)}, not ${name}.`);
    return record.values;
  };
  const [min, max] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  let [faces, area, volume] = [0, 0, 0];
  for (const [, [face]] of instances) {
    if (face!.name !== "ADVANCED_FACE") continue;
    faces += 1;
    const [, , axis] = valuesOf(valuesOf(face!.values[2]!, "PLANE")[1]!, "AXIS2_PLACEMENT_3D");
    const normal = valuesOf(axis!, "DIRECTION")[1] as number[];
    for (const bound of face!.values[1] as StepValue[]) {
      const { name, values } = instances.get(String(bound))![0]!;
      if (name !== "FACE_OUTER_BOUND" && name !== "FACE_BOUND") throw new Error(`${name} is no bound.`);
      const loop = (valuesOf(values[1]!, "EDGE_LOOP")[1] as StepValue[]).map((oriented) => {
        const [, , , edge, isForth] = valuesOf(oriented, "ORIENTED_EDGE");
        const vertex = valuesOf(edge!, "EDGE_CURVE")[isForth === ".T." ? 1 : 2]!;
        return valuesOf(valuesOf(vertex, "VERTEX_POINT")[1]!, "CARTESIAN_POINT")[1] as number[];
      });
      for (const point of loop) point.forEach((value, at) => ([min[at], max[at]] = [Math.min(min[at]!, value), Math.max(max[at]!, value)]));
      const a = loop[0]!;
      for (let at = 1; at + 1 < loop.length; at++) {
        const [b, c] = [loop[at]!, loop[at + 1]!];
        const [x, y, z] = [0, 1, 2].map((k) => b[k]! - a[k]!) as [number, number, number];
        const [u, v, w] = [0, 1, 2].map((k) => c[k]! - a[k]!) as [number, number, number];
        const cross = [y * w - z * v, z * u - x * w, x * v - y * u] as const;
        area += (cross[0] * normal[0]! + cross[1] * normal[1]! + cross[2] * normal[2]!) / 2;
        volume += (a[0]! * cross[0] + a[1]! * cross[1] + a[2]! * cross[2]) / 6;
      }
    }
  }
  return { triangles: faces, min, max, area, volume };
}
