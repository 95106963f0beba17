import { Primitive, type Accessor, type Node, type Scene } from "@gltf-transform/core";
import type { InstancedMesh } from "@gltf-transform/extensions";
import type { GlbLimits } from "../checks/glb-limits.ts";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import type { Dropped, Part } from "../model.ts";
import type { MotionCollector } from "./collect-motion.ts";
import type { MaterialTable } from "./material-table.ts";
import { determinantOf, IDENTITY, multiply, normalMatrix, type Matrix4 } from "./matrix.ts";
import { placeVertices, type Placement } from "./place-vertices.ts";
import { readColors, readUvs } from "./read-attributes.ts";
import { readTriangles } from "./read-triangles.ts";
import { shownIn } from "./shown-in.ts";
import { turnedOver } from "./turned-over.ts";
import { isMovedAlike } from "./uv-places.ts";

const { POINTS, LINES, LINE_LOOP, LINE_STRIP } = Primitive.Mode;
/** How primitives are drawn that have no surface. */
export const WITHOUT_SURFACE: ReadonlySet<number | undefined> = new Set([POINTS, LINES, LINE_LOOP, LINE_STRIP]);

/** Every primitive as often as the scene shows it, in place. @throws InvalidGlbError for content that breaks the rules, which only its decoded form shows. */
export function collectParts(scene: Scene, materials: MaterialTable, dropped: Set<Dropped>, { maxTriangles }: Pick<GlbLimits, "maxTriangles">, motion: MotionCollector): Part[] {
  const parts: Part[] = [];
  let triangles = 0;
  for (const { node, mesh } of shownIn(scene, dropped)) {
    for (const primitive of mesh.listPrimitives()) {
      const mode = primitive.getMode();
      if (WITHOUT_SURFACE.has(mode)) {
        dropped.add(mode === POINTS ? "points" : "lines");
        continue;
      }
      const position = primitive.getAttribute("POSITION");
      if (!position) continue;
      const indices = readTriangles(primitive, position.getCount());
      if (indices.length === 0) continue;
      if (primitive.listTargets().length > 0) dropped.add("morphs");
      const surface = readSurface(primitive, position, materials, dropped);
      const name = node.getName() || mesh.getName() || `part ${parts.length + 1}`;
      for (const placement of placementsOf(node)) {
        triangles += indices.length / 3;
        if (triangles > maxTriangles) throw new InvalidGlbError("limit", `It draws more than ${maxTriangles} triangles.`);
        const placed = placeVertices(primitive, position, indices, placement);
        const isMirrored = placement.joints === null && determinantOf(placement.matrix) < 0;
        const part = { name, ...surface, ...placed, indices: isMirrored ? turnedOver(indices) : indices };
        motion.add(part, { node, primitive, placement, indices });
        parts.push(part);
      }
    }
  }
  return parts;
}

function readSurface(primitive: Primitive, position: Accessor, materials: MaterialTable, dropped: Set<Dropped>): Pick<Part, "material" | "uvs" | "moreUvs" | "colors"> {
  const material = primitive.getMaterial();
  const [place, ...others] = materials.uvPlacesOf(material).places;
  if (others.some((other) => !isMovedAlike(place, other))) dropped.add("textureTransforms");
  if (others.some(({ set }) => set !== place.set)) dropped.add("uvSets");
  const count = position.getCount();
  const moreUvs = others.map((other) => readUvs(primitive, other, count));
  return { material: materials.indexOf(material), uvs: readUvs(primitive, place, count), ...(moreUvs.length > 0 && { moreUvs }), colors: readColors(primitive, count) };
}

/** Where a node shows its mesh: once, or as often as its instances say (EXT_mesh_gpu_instancing), or where its joints are. */
export function placementsOf(node: Node): Placement[] {
  const skin = node.getSkin();
  const weights = node.getWeights().length > 0 ? node.getWeights() : (node.getMesh()?.getWeights() ?? []);
  const matrix = node.getWorldMatrix() as Matrix4;
  if (skin) {
    const inverse = skin.getInverseBindMatrices();
    const joints = skin.listJoints().map((joint, at) => {
      const bound = inverse?.getElement(at, new Array<number>(16).fill(0)) as Matrix4 | undefined;
      const world = joint.getWorldMatrix() as Matrix4;
      return bound ? multiply(world, bound) : world;
    });
    return [{ matrix, instance: IDENTITY, normals: normalMatrix(matrix), joints, weights }];
  }
  const instances = node.getExtension<InstancedMesh>("EXT_mesh_gpu_instancing");
  return (instances ? matricesOf(instances) : [IDENTITY]).map((instance) => {
    const at = instance === IDENTITY ? matrix : multiply(matrix, instance);
    return { matrix: at, instance, normals: normalMatrix(at), joints: null, weights };
  });
}

function matricesOf(instances: InstancedMesh): Matrix4[] {
  const [translations, rotations, scales] = ["TRANSLATION", "ROTATION", "SCALE"].map((name) => instances.getAttribute(name));
  const count = Math.max(0, ...instances.listAttributes().map((attribute) => attribute.getCount()));
  return Array.from({ length: count }, (_, at) => {
    const [x = 0, y = 0, z = 0] = translations?.getElement(at, []) ?? [];
    const [i = 0, j = 0, k = 0, w = 1] = rotations?.getElement(at, []) ?? [];
    const [width = 1, height = 1, depth = 1] = scales?.getElement(at, []) ?? [];
    return [
      (1 - 2 * (j * j + k * k)) * width, 2 * (i * j + k * w) * width, 2 * (i * k - j * w) * width, 0,
      2 * (i * j - k * w) * height, (1 - 2 * (i * i + k * k)) * height, 2 * (j * k + i * w) * height, 0,
      2 * (i * k + j * w) * depth, 2 * (j * k - i * w) * depth, (1 - 2 * (i * i + j * j)) * depth, 0,
      x, y, z, 1,
    ]; // prettier-ignore
  });
}
