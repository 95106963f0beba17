import { MeshError } from "../mesh-error.ts";
import { countTriangles, countVertices, type Model } from "../model.ts";

/** How many triangles it has. @throws MeshError for a model that has none, or more vertices than the format can count. */
export function requireTriangles(model: Pick<Model, "parts">, mostVertices = Infinity): number {
  const count = countTriangles(model);
  if (count === 0) throw new MeshError("no_triangles", "The model has no surface that a file could hold.");
  const vertices = countVertices(model);
  if (vertices > mostVertices) throw new MeshError("too_large", `The format holds ${mostVertices} vertices; the model has ${vertices}. Simplify it first.`);
  return count;
}
