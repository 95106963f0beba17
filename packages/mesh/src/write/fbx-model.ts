import { flag, int, long, node, text, type FbxNode } from "./fbx-nodes.ts";
import { choice, integer, named, placed, properties70 } from "./fbx-properties.ts";

/** As the file has it: in its unit, by its axes, turned by degrees about X, then Y, then Z. */
export interface FbxPlace {
  translation: readonly number[];
  rotation: readonly number[];
  scale: readonly number[];
}

export const UNMOVED: FbxPlace = { translation: [0, 0, 0], rotation: [0, 0, 0], scale: [1, 1, 1] };

/** A node of the scene: one that shows a mesh, a joint, or one on which others hang. */
export function makeModel(id: number, name: string, kind: "Mesh" | "LimbNode" | "Null", { translation, rotation, scale }: FbxPlace): FbxNode {
  return node("Model", [long(id), named(name, "Model"), text(kind)], [
    node("Version", [int(232)]),
    properties70(choice("InheritType", 1), integer("DefaultAttributeIndex", 0), placed("Lcl Translation", translation), placed("Lcl Rotation", rotation), placed("Lcl Scaling", scale)),
    node("Shading", [flag(true)]),
    node("Culling", [text("CullingOff")]),
  ]); // prettier-ignore
}
