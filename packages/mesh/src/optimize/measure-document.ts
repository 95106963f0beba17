import type { Document, Mesh, Primitive } from "@gltf-transform/core";
import { longestSide } from "../model.ts";
import { emptyBox, growBoxByAll } from "../read/matrix.ts";
import { viewAll } from "../read/place-vertices.ts";
import { shownIn, type ShownMesh } from "../read/shown-in.ts";
import { isTriangles, nodesOf } from "./vertex-streams.ts";

/** Of the box around what the default scene shows, instances left aside, in metres; where it hides all that it has, of that. */
export function longestSideOf(document: Document): number {
  const box = emptyBox();
  for (const { node, mesh } of shownOrAll(document)) {
    const m = node.getWorldMatrix();
    for (const primitive of mesh.listPrimitives()) {
      const position = primitive.getAttribute("POSITION");
      if (!position) continue;
      growBoxByAll(box, m, viewAll(position, 3));
    }
  }
  const longest = longestSide(box);
  return Number.isFinite(longest) ? longest : 0;
}

/** Triangles as the default scene shows them, instances left aside: a mesh that is shown twice counts twice, and one that is hidden does not. */
export const countShown = (document: Document): number => sum(shownOf(document).map(({ mesh }) => countTriangles(mesh)));

/** Triangles of all nodes, shown or not. */
export const countAll = (document: Document): number => sum(document.getRoot().listMeshes().map((mesh) => nodesOf(mesh).length * countTriangles(mesh)));

/** Meshes that the default scene shows, or, where it shows none, all that there are. */
export const shownMeshes = (document: Document): ReadonlySet<Mesh> => new Set(shownOrAll(document).map(({ mesh }) => mesh));

function shownOf(document: Document): ShownMesh[] {
  const scene = document.getRoot().getDefaultScene() ?? document.getRoot().listScenes()[0];
  return scene ? shownIn(scene) : [];
}

function shownOrAll(document: Document): ShownMesh[] {
  const shown = shownOf(document);
  return shown.length > 0 ? shown : document.getRoot().listMeshes().flatMap((mesh) => nodesOf(mesh).map((node) => ({ node, mesh })));
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
const countTriangles = (mesh: Mesh) => sum(mesh.listPrimitives().map(trianglesOf));

function trianglesOf(primitive: Primitive): number {
  if (!isTriangles(primitive)) return 0;
  const corners = primitive.getIndices()?.getCount() ?? primitive.getAttribute("POSITION")?.getCount() ?? 0;
  return primitive.getMode() === 4 ? Math.floor(corners / 3) : Math.max(0, corners - 2);
}
