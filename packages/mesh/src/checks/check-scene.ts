import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";
import type { Gltf, GltfPrimitive } from "./parse-gltf-json.ts";

const TRIANGLES = 4;
const TRIANGLE_STRIP = 5;
const TRIANGLE_FAN = 6;

/** Nodes form trees that are not too deep, and what they draw in all is not too much. Gives the triangles as drawn, instances and all. */
export function checkScene(gltf: Gltf, limits: Pick<GlbLimits, "maxNodeDepth" | "maxTriangles" | "maxParts" | "maxVertices" | "maxMoves" | "maxJoints">): number {
  checkTrees(gltf, limits.maxNodeDepth);
  const perMesh = (gltf.meshes ?? []).map((mesh) => workOf(gltf, mesh.primitives));
  const drawn = { triangles: 0, vertices: 0, moves: 0 };
  const draw = (mesh: Work, times: number) => {
    for (const what of ["triangles", "vertices", "moves"] as const) drawn[what] += mesh[what] * times;
  };
  for (const mesh of perMesh) draw(mesh, 1);
  let [parts, joints] = [0, 0];
  const shown = new Set<number>();
  for (const node of gltf.nodes ?? []) {
    if (node.mesh === undefined) continue;
    const mesh = perMesh[node.mesh];
    if (mesh === undefined) throw new InvalidGlbError("invalid", "A node shows a mesh that is not there.");
    const instances = instancesOf(gltf, node.extensions);
    parts += (gltf.meshes?.[node.mesh]?.primitives.length ?? 0) * instances;
    joints += node.skin === undefined ? 0 : (gltf.skins?.[node.skin]?.joints.length ?? 0);
    // The first showing is counted with the mesh itself.
    draw(mesh, shown.has(node.mesh) ? instances : instances - 1);
    shown.add(node.mesh);
  }
  const counts: [verb: string, found: number, what: string, most: number][] = [
    ["draws", parts, "parts", limits.maxParts],
    ["draws", drawn.triangles, "triangles", limits.maxTriangles],
    ["draws", drawn.vertices, "vertices", limits.maxVertices],
    ["moves vertices", drawn.moves, "times", limits.maxMoves],
    ["hangs on", joints, "joints", limits.maxJoints],
  ];
  for (const [verb, found, what, most] of counts) if (found > most) throw new InvalidGlbError("limit", `It ${verb} ${found} ${what}; at most ${most} are taken.`);
  return drawn.triangles;
}

function checkTrees(gltf: Gltf, maxDepth: number): void {
  const nodes = gltf.nodes ?? [];
  const parents = new Int32Array(nodes.length).fill(-1);
  nodes.forEach(({ children = [] }, parent) => {
    for (const child of children) {
      if (child >= nodes.length) throw new InvalidGlbError("invalid", "A node has a child that is not there.");
      if (parents[child] !== -1) throw new InvalidGlbError("invalid", `Node ${child} has two parents.`);
      parents[child] = parent;
    }
  });
  // Each node has one parent at most, so a tree that never gets to its root is a loop, and from the roots every other node is seen once.
  const seen = parents.map((parent) => Number(parent === -1));
  let level = [...parents.keys()].filter((node) => parents[node] === -1);
  let found = level.length;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw new InvalidGlbError("limit", `Its nodes are more than ${maxDepth} levels deep.`);
    level = level.flatMap((node) => nodes[node]?.children ?? []);
    for (const node of level) seen[node] = 1;
    found += level.length;
  }
  if (found < nodes.length) throw new InvalidGlbError("invalid", `Node ${seen.indexOf(0)} is in a loop.`);
}

/** What a mesh takes each time that it is shown. */
interface Work {
  triangles: number;
  vertices: number;
  /** Vertices times what moves each of them, one after the other. */
  moves: number;
}

function workOf(gltf: Gltf, primitives: readonly GltfPrimitive[]): Work {
  const work = { triangles: 0, vertices: 0, moves: 0 };
  for (const primitive of primitives) {
    const vertices = verticesOf(gltf, primitive);
    work.triangles += trianglesOf(gltf, primitive);
    work.vertices += vertices;
    work.moves += vertices * movesOf(primitive);
  }
  return work;
}

function trianglesOf(gltf: Gltf, { mode = TRIANGLES, indices, attributes }: GltfPrimitive): number {
  const { POSITION } = attributes;
  const accessor = indices ?? POSITION;
  const vertices = accessor === undefined ? 0 : gltf.accessors?.[accessor]?.count;
  if (vertices === undefined) throw new InvalidGlbError("invalid", "A primitive uses an accessor that is not there.");
  if (mode === TRIANGLES) return Math.floor(vertices / 3);
  return mode === TRIANGLE_STRIP || mode === TRIANGLE_FAN ? Math.max(0, vertices - 2) : vertices;
}

const verticesOf = (gltf: Gltf, { attributes: { POSITION } }: GltfPrimitive): number => (POSITION === undefined ? 0 : (gltf.accessors?.[POSITION]?.count ?? 0));

const movesOf = ({ attributes, targets = [] }: GltfPrimitive): number => targets.length + Object.keys(attributes).filter((name) => name.startsWith("JOINTS_")).length;

/** EXT_mesh_gpu_instancing: the count of its attributes. */
function instancesOf(gltf: Gltf, extensions: Record<string, unknown> | undefined): number {
  const instancing = extensions?.EXT_mesh_gpu_instancing;
  if (typeof instancing !== "object" || instancing === null) return 1;
  const attributes: unknown = "attributes" in instancing ? instancing.attributes : null;
  const counts = Object.values(attributes ?? {}).map((accessor) => (typeof accessor === "number" ? gltf.accessors?.[accessor]?.count : undefined) ?? 0);
  return Math.max(1, ...counts);
}
