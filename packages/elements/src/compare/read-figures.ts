import type { ModelViewerElement } from "../viewer/load-model-viewer.ts";

/** What can be counted of a model that shows. */
export interface Figures {
  triangles: number | null;
  /** Of the whole file; `null` where the browser does not tell. */
  bytes: number | null;
}

interface Primitive {
  mode?: number;
  indices?: number;
  attributes: { POSITION?: number };
}

interface Gltf {
  scene?: number;
  scenes?: { nodes?: number[] }[];
  nodes?: { mesh?: number; children?: number[] }[];
  meshes?: { primitives: Primitive[] }[];
  accessors?: { count: number }[];
}

const TRIANGLES = 4;
const STRIP = 5;
const FAN = 6;

export async function readFigures(viewer: ModelViewerElement, src: string): Promise<Figures> {
  return { triangles: countTriangles(viewer.originalGltfJson as Gltf | null), bytes: await findSize(src) };
}

/** All triangles that are drawn: a mesh counts as often as the scene shows it. */
export function countTriangles(gltf: Gltf | null): number | null {
  const { scenes = [], nodes = [], meshes = [], accessors = [] } = gltf ?? {};
  const scene = scenes[gltf?.scene ?? 0];
  if (scene === undefined) return null;
  let triangles = 0;
  const queue = [...(scene.nodes ?? [])];
  for (const index of queue) {
    const node = nodes[index];
    queue.push(...(node?.children ?? []));
    for (const { mode = TRIANGLES, indices, attributes } of meshes[node?.mesh ?? -1]?.primitives ?? []) {
      const points = accessors[indices ?? attributes.POSITION ?? -1]?.count ?? 0;
      if (mode === TRIANGLES) triangles += Math.floor(points / 3);
      else if (mode === STRIP || mode === FAN) triangles += Math.max(0, points - 2);
    }
  }
  return triangles;
}

/** What the browser wrote down when it fetched the file; it was fetched just now, so nothing is asked again. */
async function findSize(src: string): Promise<number | null> {
  const { href, protocol } = new URL(src, document.baseURI);
  try {
    if (protocol === "blob:" || protocol === "data:") return (await (await fetch(href)).blob()).size;
  } catch {
    return null;
  }
  const [entry] = performance.getEntriesByName(href, "resource").slice(-1);
  const bytes = entry instanceof PerformanceResourceTiming ? entry.decodedBodySize : 0;
  return bytes > 0 ? bytes : null;
}
