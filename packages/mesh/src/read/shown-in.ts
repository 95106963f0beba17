import type { Mesh, Node, Scene } from "@gltf-transform/core";
import type { Visibility } from "@gltf-transform/extensions";
import type { Dropped } from "../model.ts";

export interface ShownMesh {
  node: Node;
  mesh: Mesh;
}

/** Nodes with a mesh, in the order of the scene. What KHR_node_visibility hides goes with all that hangs on it. */
export function shownIn(scene: Scene, dropped?: Set<Dropped>): ShownMesh[] {
  const visit = (nodes: readonly Node[], isWithinHidden: boolean): ShownMesh[] =>
    nodes.flatMap((node) => {
      const mesh = node.getMesh();
      const isHidden = isWithinHidden || node.getExtension<Visibility>("KHR_node_visibility")?.getVisible() === false;
      if (mesh && isHidden) dropped?.add("hidden");
      return [...(mesh && !isHidden ? [{ node, mesh }] : []), ...visit(node.listChildren(), isHidden)];
    });
  return visit(scene.listChildren(), false);
}
