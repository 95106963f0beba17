import { $scene } from "@google/model-viewer/lib/model-viewer-base.js";
import type { Mesh, Object3D } from "three";
import type { ModelViewerElement } from "../load-model-viewer.ts";

const isMesh = (node: Object3D): node is Mesh => Reflect.get(node, "isMesh") === true;

/** The models that a viewer draws, without its shadow and other additions. */
export function modelsOf(viewer: ModelViewerElement): readonly Object3D[] {
  return Reflect.get(viewer[$scene], "models") as readonly Object3D[];
}

/** Draws a model as the lines of its triangles, or as its surface again. */
export function drawWireframe(viewer: ModelViewerElement, isOn: boolean): void {
  for (const model of modelsOf(viewer)) {
    model.traverse((node) => {
      if (!isMesh(node)) return;
      for (const material of [node.material].flat()) if ("wireframe" in material) material.wireframe = isOn;
    });
  }
  viewer[$scene].queueRender();
}
