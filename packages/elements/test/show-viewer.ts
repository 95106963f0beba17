import "../src/viewer/viewer.ts";
import { fixture, html } from "@open-wc/testing";
import type { Model3DViewer } from "../src/viewer/viewer.component.ts";
import { createGlb } from "./create-glb.ts";
import { waitUntil } from "./wait-until.ts";

/** So long a busy machine without a graphics card may take for a model. */
export const SHOW_TIMEOUT = { timeout: 100_000 };
/** A light that costs a page without a graphics card less than the default one, for tests that look at something else. */
export const QUICK_LIGHT = "soft";
export const RED = [0.62, 0.02, 0.02] as const;
export const GREEN = [0.02, 0.5, 0.05] as const;

/** Where a vase of that colour can be had. */
export const addressOf = (colour: readonly [number, number, number]): string => URL.createObjectURL(new Blob([createGlb(colour)], { type: "model/gltf-binary" }));

/** The mean colour of what is drawn. */
export async function colourOf(viewer: Model3DViewer): Promise<{ red: number; green: number; alpha: number }> {
  const bitmap = await createImageBitmap(await viewer.toBlob(), { resizeWidth: 32, resizeHeight: 32 });
  const context = new OffscreenCanvas(32, 32).getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  const { data } = context?.getImageData(0, 0, 32, 32) ?? { data: new Uint8ClampedArray() };
  const sum = (channel: number): number => data.reduce((total, value, index) => (index % 4 === channel ? total + value : total), 0);
  return { red: sum(0), green: sum(1), alpha: sum(3) };
}

export async function showViewer(attributes: Partial<Model3DViewer>): Promise<Model3DViewer> {
  const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer alt="A vase" tools="none" light=${QUICK_LIGHT} style="width:160px"></model-3d-viewer>`);
  Object.assign(viewer, attributes);
  await waitUntil(() => viewer.state === "ready", "the model shows", SHOW_TIMEOUT);
  return viewer;
}
