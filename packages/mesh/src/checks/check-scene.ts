import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";
import type { Gltf, GltfPrimitive } from "./parse-gltf-json.ts";

const TRIANGLES = 4;
const TRIANGLE_STRIP = 5;
const TRIANGLE_FAN = 6;

/** Nodes form trees that are not too deep, and what they draw in all is not too much. Gives the triangles as drawn, instances and all. */
export function checkScene(gltf: Gltf, limits: Pick<GlbLimits, "maxNodeDepth" | "maxTriangles" | "maxParts">): number {
  checkTrees(gltf, limits.maxNodeDepth);
  const perMesh = (gltf.meshes ?? []).map((mesh) => mesh.primitives.reduce((sum, primitive) => sum + trianglesOf(gltf, primitive), 0));
  let drawn = perMesh.reduce((sum, triangles) => sum + triangles, 0);
  let parts = 0;
  const shown = new Set<number>();
  for (const node of gltf.nodes ?? []) {
    if (node.mesh === undefined) continue;
    const triangles = perMesh[node.mesh];
    if (triangles === undefined) throw new InvalidGlbError("invalid", "A node shows a mesh that is not there.");
    const instances = instancesOf(gltf, node.extensions);
    parts += (gltf.meshes?.[node.mesh]?.primitives.length ?? 0) * instances;
    // The first showing is counted with the mesh itself.
    drawn += triangles * (shown.has(node.mesh) ? instances : instances - 1);
    shown.add(node.mesh);
  }
  if (parts > limits.maxParts) throw new InvalidGlbError("limit", `It draws ${parts} parts; at most ${limits.maxParts} are taken.`);
  if (drawn > limits.maxTriangles) throw new InvalidGlbError("limit", `It draws ${drawn} triangles; at most ${limits.maxTriangles} are taken.`);
  return drawn;
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

function trianglesOf(gltf: Gltf, { mode = TRIANGLES, indices, attributes }: GltfPrimitive): number {
  const { POSITION } = attributes;
  const accessor = indices ?? POSITION;
  const vertices = accessor === undefined ? 0 : gltf.accessors?.[accessor]?.count;
  if (vertices === undefined) throw new InvalidGlbError("invalid", "A primitive uses an accessor that is not there.");
  if (mode === TRIANGLES) return Math.floor(vertices / 3);
  return mode === TRIANGLE_STRIP || mode === TRIANGLE_FAN ? Math.max(0, vertices - 2) : vertices;
}

/** EXT_mesh_gpu_instancing: the count of its attributes. */
function instancesOf(gltf: Gltf, extensions: Record<string, unknown> | undefined): number {
  const instancing = extensions?.EXT_mesh_gpu_instancing;
  if (typeof instancing !== "object" || instancing === null) return 1;
  const attributes: unknown = "attributes" in instancing ? instancing.attributes : null;
  const counts = Object.values(attributes ?? {}).map((accessor) => (typeof accessor === "number" ? gltf.accessors?.[accessor]?.count : undefined) ?? 0);
  return Math.max(1, ...counts);
}
