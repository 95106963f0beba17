import { createModel3DClient } from "@model-3d/client";
import { EXPORT_FORMATS } from "@model-3d/contract";
import "@model-3d/elements";
import "@model-3d/elements/admin.js";
import type { GalleryItem, Model3DBatch, Model3DExport, Model3DGallery, Model3DGenerate, Model3DProvider } from "@model-3d/elements";
import { FakeAdmin } from "../../packages/elements/test/fake-admin.ts";
import { playApi } from "./play-api.ts";

const VIEWS = ["front", "back", "side", "top"] as const;
const TITLES = { teapot: "Meadow teapot", "toy-robot": "Tin robot R7", armchair: "Fern armchair" } as const;
const NAMES = ["teapot", "toy-robot", "armchair"] as const;
const TEAPOT = "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0002";
const idOf = (name: (typeof NAMES)[number]): string => (name === "teapot" ? TEAPOT : `0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a000${NAMES.indexOf(name) + 2}`);

/** Which examples begin with a model that is there. */
const WITH_MODEL = /model-3d-(?:button|export|status|versions|gallery)/;

/**
 * Shows an example of the documents as what it is: real elements over an API that is played in the page. Answers with
 * what takes it away.
 */
export function show(host: HTMLElement, example: string, base: string): () => void {
  const { api, stop } = playApi();
  const file = (path: string): string => `${base}${path}`;
  api.files = { glb: file("models/teapot.glb"), thumbnail: file("photos/teapot-front.jpg") };
  for (const format of EXPORT_FORMATS) if (format !== "glb") api.exports.unusual[format] = { available: false };
  const draft = WITH_MODEL.test(example) ? api.add({ sourceId: TEAPOT, glb: file("models/teapot-draft.glb") }) : null;
  const made = draft === null ? null : api.add({ sourceId: TEAPOT });

  const items = NAMES.map((name): GalleryItem => ({
    sourceType: "product",
    sourceId: idOf(name),
    title: TITLES[name],
    imageUrl: file(`photos/${name}-front.jpg`),
    images: Object.fromEntries(VIEWS.map((view) => [view, file(`photos/${name}-${view}.jpg`)])),
  }));

  const provider = document.createElement("model-3d-provider") as Model3DProvider;
  provider.client = createModel3DClient({ fetch: api.fetch });
  // Parsed apart from the page, so that nothing asks for the ids that stand in the code.
  const { content } = Object.assign(document.createElement("template"), { innerHTML: example });
  for (const element of content.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) if (value.startsWith("/models/") || value.startsWith("/photos/")) element.setAttribute(name, file(value.slice(1)));
    if (made !== null && element.hasAttribute("model-id")) element.setAttribute("model-id", made.id);
    if (element.matches("model-3d-provider")) element.replaceWith(...element.childNodes);
  }
  provider.append(document.importNode(content, true));
  host.replaceChildren(provider);

  const find = <Found extends HTMLElement>(tag: string): Found | null => provider.querySelector<Found>(tag);
  const gallery = find<Model3DGallery>("model-3d-gallery");
  if (gallery !== null) gallery.items = items;
  const batch = find<Model3DBatch>("model-3d-batch");
  if (batch !== null) batch.items = items;
  const generate = find<Model3DGenerate>("model-3d-generate");
  if (generate !== null) generate.images = items[0]?.images ?? {};
  const admin = find("model-3d-admin");
  if (admin !== null) Object.assign(admin, { client: new FakeAdmin().client });
  const files = find<Model3DExport>("model-3d-export");
  if (files !== null) files.local = true;

  return () => {
    stop();
    api.endStreams();
    host.replaceChildren();
  };
}
