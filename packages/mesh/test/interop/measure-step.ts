import type { SurfaceMeasures } from "../measure-surface.ts";
import { parseStep, type StepValue } from "../parse-step.ts";
import { measureSector, measureSegment } from "./measure-arcs.ts";
import { addTo, measureTurned, type Curve, type Placement } from "./measure-turned.ts";

/** What the faces of a STEP measure, by their outlines and surfaces alone; its triangles are its faces. */
export function measureStep(text: string): SurfaceMeasures {
  const { instances } = parseStep(text);
  const recordOf = (id: StepValue) => instances.get(String(id))![0]!;
  const valuesOf = (id: StepValue, name: string): StepValue[] => {
    const { name: found, values } = recordOf(id);
    if (found !== name) throw new Error(`${String(id)} is ${found}, not ${name}.`);
    return values;
  };
  const pointOf = (id: StepValue) => valuesOf(id, "CARTESIAN_POINT")[1] as number[];
  const placementOf = (id: StepValue): Placement => {
    const [, origin, axis] = valuesOf(id, "AXIS2_PLACEMENT_3D");
    return { origin: pointOf(origin!), axis: valuesOf(axis!, "DIRECTION")[1] as number[] };
  };
  const edgeOf = (oriented: StepValue): Curve & { id: StepValue } => {
    const [, , , id, isForth] = valuesOf(oriented, "ORIENTED_EDGE");
    const [, from, to, geometry] = valuesOf(id!, "EDGE_CURVE");
    const [start, end] = [from, to].map((vertex) => pointOf(valuesOf(vertex!, "VERTEX_POINT")[1]!)) as [number[], number[]];
    const { name, values } = recordOf(geometry!);
    return { id: id!, start, end, circle: name === "CIRCLE" ? { ...placementOf(values[1]!), radius: values[2] as number } : null, isForth: isForth === ".T." };
  };
  const all: SurfaceMeasures & { min: number[]; max: number[] } = { triangles: 0, min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity], area: 0, volume: 0 };
  for (const [, [face]] of instances) {
    if (face!.name !== "ADVANCED_FACE") continue;
    all.triangles += 1;
    const bounds = (face!.values[1] as StepValue[]).map((bound) => {
      const { name, values } = recordOf(bound);
      if (name !== "FACE_OUTER_BOUND" && name !== "FACE_BOUND") throw new Error(`${name} is no bound.`);
      return { isOuter: name === "FACE_OUTER_BOUND", edges: (valuesOf(values[1]!, "EDGE_LOOP")[1] as StepValue[]).map(edgeOf) };
    });
    const surface = recordOf(face!.values[2]!);
    const { origin, axis } = placementOf(surface.values[1]!);
    if (surface.name !== "PLANE") {
      const { edges } = bounds[0]!;
      const turned = { kind: surface.name, numbers: surface.values.slice(2) as number[], origin, axis, isForth: face!.values[3] === ".T." };
      const seams = edges.filter(({ id }, at) => edges.findIndex((other) => other.id === id) < at);
      if (edges.length === 4 && seams.length === 0) measureSector(all, turned, edges);
      else measureTurned(all, turned, seams);
      continue;
    }
    for (const { isOuter, edges } of bounds) {
      const loop = edges.map(({ start, end, isForth }) => (isForth ? start : end));
      const [only] = edges;
      if (edges.length === 1 && only!.circle) {
        const { radius, origin: center } = only!.circle;
        const area = (isOuter ? 1 : -1) * Math.PI * radius ** 2;
        all.area += area;
        all.volume += (area * axis.reduce((sum, value, k) => sum + value * center[k]!, 0)) / 3;
        continue;
      }
      for (const point of loop) addTo(all, point, [0, 0, 0]);
      for (const edge of edges) if (edge.circle) measureSegment(all, axis, edge, edge.circle);
      const a = loop[0]!;
      for (let at = 1; at + 1 < loop.length; at++) {
        const [b, c] = [loop[at]!, loop[at + 1]!];
        const [x, y, z] = [0, 1, 2].map((k) => b[k]! - a[k]!) as [number, number, number];
        const [u, v, w] = [0, 1, 2].map((k) => c[k]! - a[k]!) as [number, number, number];
        const cross = [y * w - z * v, z * u - x * w, x * v - y * u] as const;
        all.area += (cross[0] * axis[0]! + cross[1] * axis[1]! + cross[2] * axis[2]!) / 2;
        all.volume += (a[0]! * cross[0] + a[1]! * cross[1] + a[2]! * cross[2]) / 6;
      }
    }
  }
  return all;
}
