import type { Morph, PartMotion, PartSkin } from "../motion.ts";
import { IDENTITY, invert, multiply, type Matrix4 } from "../read/matrix.ts";
import { double, int, long, node, text, type FbxArrays } from "./fbx-nodes.ts";
import { amount, named, properties70 } from "./fbx-properties.ts";
import type { FbxScene } from "./fbx-scene.ts";
import { uniqueNames } from "./unique-names.ts";
import type { Welded } from "./weld-vertices.ts";
import type { Axes } from "./write-options.ts";

export interface DeformedPart {
  name: string;
  geometry: number;
  /** The model that shows it. */
  shown: number;
  welded: Welded;
  /** Of each node its model. */
  joints: readonly number[];
}

/** What of a part animations move. */
export interface Deformed {
  weights: number;
  /** One for each morph. */
  channels: readonly number[];
}

const ALL = 100;

/** What bends a part: a skin by clusters, one for each joint that something hangs on, and morph targets by blend shapes. */
export function addDeformers(scene: FbxScene, part: DeformedPart, { skin, morphs, weights }: PartMotion, axes: Axes, arrays: FbxArrays): Deformed {
  if (skin) addSkin(scene, part, skin, axes, arrays);
  return { weights, channels: morphs.length > 0 ? addMorphs(scene, part, morphs, axes, arrays) : [] };
}

function addSkin(scene: FbxScene, { name, geometry, shown, welded, joints }: DeformedPart, { joints: own, binds, size, which, shares }: PartSkin, axes: Axes, { ints, doubles }: FbxArrays): void {
  const deformer = scene.add((id) => node("Deformer", [long(id), named(name, "Deformer"), text("Skin")], [node("Version", [int(101)]), node("Link_DeformAcuracy", [double(50)])]));
  scene.connect(deformer, geometry);
  const hanging = new Map<number, Map<number, number>>();
  welded.vertices.forEach((vertex, control) => {
    for (let at = size * vertex; at < size * (vertex + 1); at++) {
      if (shares[at] === 0) continue;
      const on = hanging.get(which[at]!) ?? new Map<number, number>();
      hanging.set(which[at]!, on.set(control, (on.get(control) ?? 0) + shares[at]!));
    }
  });
  const turn = conjugateBy(axes);
  const poses: [number, Matrix4][] = [[shown, IDENTITY]];
  for (const [joint, on] of [...hanging].sort(([a], [b]) => a - b)) {
    const [link, model] = [turn(binds[joint]!), joints[own[joint]!]!];
    const cluster = scene.add((id) => node("Deformer", [long(id), named(name, "SubDeformer"), text("Cluster")], [
      node("Version", [int(100)]),
      node("UserData", [text(""), text("")]),
      node("Indexes", [ints([...on.keys()])]),
      node("Weights", [doubles([...on.values()])]),
      node("Transform", [doubles(invert(link))]),
      node("TransformLink", [doubles(link)]),
    ])); // prettier-ignore
    scene.connect(cluster, deformer);
    scene.connect(model, cluster);
    poses.push([model, link]);
  }
  scene.add((id) => node("Pose", [long(id), named(name, "Pose"), text("BindPose")], [
    node("Type", [text("BindPose")]),
    node("Version", [int(100)]),
    node("NbPoseNodes", [int(poses.length)]),
    ...poses.map(([model, matrix]) => node("PoseNode", [], [node("Node", [long(model)]), node("Matrix", [doubles(matrix)])])),
  ])); // prettier-ignore
}

/** The same move in the axes and the unit of the file. */
function conjugateBy(axes: Axes): (matrix: Matrix4) => Matrix4 {
  const column = (x: number, y: number, z: number) => {
    const out: number[] = [];
    axes.point([x, y, z], 0, out);
    return [...out, 0];
  };
  const to: Matrix4 = [...column(1, 0, 0), ...column(0, 1, 0), ...column(0, 0, 1), 0, 0, 0, 1];
  const back = invert(to);
  return (matrix) => multiply(multiply(to, matrix), back);
}

function addMorphs(scene: FbxScene, { name, geometry, welded }: DeformedPart, morphs: readonly Morph[], axes: Axes, { ints, doubles }: FbxArrays): number[] {
  const blend = scene.add((id) => node("Deformer", [long(id), named(name, "Deformer"), text("BlendShape")], [node("Version", [int(100)])]));
  scene.connect(blend, geometry);
  const names = uniqueNames(morphs.map((morph) => morph.name), "text", "shape");
  return morphs.map(({ weight, positions, normals }, at) => {
    const moved = [...welded.vertices.keys()].filter((control) => [0, 1, 2].some((axis) => positions[3 * welded.vertices[control]! + axis] !== 0));
    const offsets = (values: Float32Array, turn: Axes["point"]) => {
      const all = new Float64Array(3 * moved.length);
      const out: number[] = [];
      moved.forEach((control, index) => {
        turn(values, welded.vertices[control]!, out);
        all.set(out, 3 * index);
      });
      return doubles(all);
    };
    const shape = scene.add((id) => node("Geometry", [long(id), named(names[at]!, "Geometry"), text("Shape")], [
      node("Version", [int(100)]),
      node("Indexes", [ints(moved)]),
      node("Vertices", [offsets(positions, axes.point)]),
      ...(normals ? [node("Normals", [offsets(normals, axes.direction)])] : []),
    ])); // prettier-ignore
    const channel = scene.add((id) => node("Deformer", [long(id), named(names[at]!, "SubDeformer"), text("BlendShapeChannel")], [
      node("Version", [int(100)]),
      properties70(amount("DeformPercent", ALL * weight)),
      node("DeformPercent", [double(ALL * weight)]),
      node("FullWeights", [doubles([ALL])]),
    ])); // prettier-ignore
    scene.connect(shape, channel);
    scene.connect(channel, blend);
    return channel;
  });
}
