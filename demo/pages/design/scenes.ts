import { html, type TemplateResult } from "lit";
import type { Model } from "@model-3d/contract";
import { addPastRuns, DRAFT_GLB, GLB, PHOTOS, picture, SOURCE_ID, THUMBNAIL, type Scene } from "./create-scene.ts";

export interface ShownScene {
  element: string;
  state: string;
  /** Takes a row of its own. */
  isWide?: boolean;
  /** Whether the API never answers. */
  isSilent?: boolean;
  render: (scene: Scene) => TemplateResult;
}

const scene = (element: string, state: string, render: ShownScene["render"], options: Partial<ShownScene> = {}): ShownScene => ({ element, state, render, ...options });
const wide = { isWide: true };
/** Ahead of every clock, so that the time left stays what it is at the start. */
const JUST_BEGUN = "2100-01-01T00:00:00.000Z";
const silent = { isSilent: true };
const silentAndWide = { isSilent: true, isWide: true };

const status = (state: string, change: (s: Scene) => Model | null): ShownScene => scene("status", state, (s) => html`<model-3d-status .client=${s.client} .model=${change(s)}></model-3d-status>`);
const credits = ({ client }: Scene): TemplateResult => html`<model-3d-credits .client=${client}></model-3d-credits>`;
const generate = ({ client }: Scene, images: object | undefined = PHOTOS): TemplateResult =>
  html`<model-3d-generate .client=${client} source-id=${SOURCE_ID} heading="Mug" .images=${images}></model-3d-generate>`;
const versions = ({ client }: Scene): TemplateResult => html`<model-3d-versions .client=${client} source-id=${SOURCE_ID} heading="Versions of the mug"></model-3d-versions>`;

const likeness = (color: string, percent: number) => ({ percent, silhouette: percent / 100, color: 1, url: picture(color) });

function galleryItems(count: number): object[] {
  const names = ["Mug", "Teapot", "Vase", "Bowl", "Jug"];
  return names.slice(0, count).map((title, index) => ({
    sourceType: "product",
    sourceId: `10000000-0000-4000-8000-00000000000${index + 1}`,
    title,
    imageUrl: picture(["#b5482f", "#2f6bb5", "#3f7d4e", "#8a5aa8", "#b08a2e"][index] ?? "#777777"),
    images: PHOTOS,
  }));
}

function fillGallery({ api }: Scene): void {
  addPastRuns(api);
  const sourceId = (number: number): string => `10000000-0000-4000-8000-00000000000${number}`;
  api.add({ sourceId: sourceId(2) }, { status: "IN_PROGRESS", progress: 45, created_at: JUST_BEGUN });
  api.add({ sourceId: sourceId(3) });
  api.add({ sourceId: sourceId(4) }, { status: "FAILED", task_error: "The back photo shows no object." });
  api.add({ sourceId: sourceId(5) }, { status: "PENDING" });
}

const batch = ({ client }: Scene, items: object[] | undefined = undefined): TemplateResult => html`<model-3d-batch .client=${client} .items=${items}></model-3d-batch>`;

/** A batch with an item in every state. */
function fillBatch({ api }: Scene): void {
  const kept = api.batches.add(24, { name: "Spring collection" });
  const move = api.batches.move.bind(api.batches, kept);
  move([0, 1, 2, 3, 4, 5, 6, 7], "SUCCEEDED");
  move([8], "FAILED", { reason: { code: "provider_error", message: "The back photo shows no object." } });
  move([9], "IN_PROGRESS", { progress: 45 });
  move([10], "STARTING");
  move([11, 12], "SKIPPED", { reason: { code: "views_missing", message: "It has no back photo.", views: ["back"] } });
  kept.items.sort((one, other) => SHOWN_FIRST.indexOf(one.status) - SHOWN_FIRST.indexOf(other.status));
  kept.items.splice(8);
}

const SHOWN_FIRST = ["FAILED", "IN_PROGRESS", "STARTING", "SKIPPED", "WAITING", "SUCCEEDED"];

/** Every state of every element, each with an API of its own. */
export const SCENES: readonly ShownScene[] = [
  scene("credits", "ready", credits),
  scene("credits", "on hold", (s) => (s.api.add({ sourceId: SOURCE_ID }, { status: "PENDING" }), credits(s))),
  scene("credits", "low", (s) => ((s.api.balance = 12), credits(s))),
  scene("credits", "loading", credits, silent),
  scene("credits", "error", (s) => (s.api.fails("/credits", "internal_error"), credits(s))),
  status("none", () => null),
  status("waiting", ({ api }) => api.add({ sourceId: SOURCE_ID }, { status: "PENDING" })),
  status("generating", ({ api }) => api.add({ sourceId: SOURCE_ID }, { status: "IN_PROGRESS", progress: 45 })),
  status("ready", ({ api }) => api.add({ sourceId: SOURCE_ID })),
  status("failed", ({ api }) => api.add({ sourceId: SOURCE_ID }, { status: "FAILED" })),
  status("expired", ({ api }) => api.add({ sourceId: SOURCE_ID }, { status: "EXPIRED" })),
  scene("status", "loading", ({ client }) => html`<model-3d-status .client=${client} model-id=${SOURCE_ID}></model-3d-status>`, silent),
  scene("button", "ready", (s) => (s.api.add({ sourceId: SOURCE_ID, glb: GLB }), html`<model-3d-button .client=${s.client} source-id=${SOURCE_ID} heading="Mug"></model-3d-button>`)),
  scene("generate", "photos", (s) => generate(s)),
  scene("generate", "waiting", (s) => (s.api.add({ sourceId: SOURCE_ID }, { status: "PENDING" }), generate(s))),
  scene("generate", "generating", (s) => (addPastRuns(s.api), s.api.add({ sourceId: SOURCE_ID }, { status: "IN_PROGRESS", progress: 45, created_at: JUST_BEGUN }), generate(s))),
  scene("generate", "failed", (s) => (s.api.add({ sourceId: SOURCE_ID }, { status: "FAILED", task_error: "The back photo shows no object." }), generate(s))),
  scene("generate", "loading", (s) => generate(s), silent),
  scene("generate", "error", (s) => (s.api.fails("/product-3d-models", "internal_error"), generate(s))),
  scene("generate", "empty", (s) => generate(s, {}), wide),
  scene("versions", "ready", (s) => {
    s.api.add({ sourceId: SOURCE_ID, glb: DRAFT_GLB });
    s.api.add({ sourceId: SOURCE_ID, glb: GLB, thumbnail: picture("#b5482f") });
    s.api.add({ sourceId: SOURCE_ID }, { status: "FAILED", task_error: "The views contradict each other." });
    s.api.add({ sourceId: SOURCE_ID }, { status: "IN_PROGRESS", progress: 45 });
    return versions(s);
  }, wide),
  scene("versions", "matched", (s) => {
    const views = (best: number) => ({ front: likeness("#b5482f", best), back: likeness("#286ee6", best - 3), side: likeness("#c81e3c", best - 6) });
    s.api.add({ sourceId: SOURCE_ID, thumbnail: picture("#b5482f") }, { photo_match: { percent: 93, is_low: false, yaw: 0, views: views(96) } });
    s.api.add({ sourceId: SOURCE_ID, thumbnail: picture("#2f6bb5") }, { photo_match: { percent: 61, is_low: true, yaw: 90, views: views(64) } });
    return versions(s);
  }, wide),
  scene("versions", "loading", versions, silentAndWide),
  scene("versions", "empty", versions),
  scene("versions", "error", (s) => (s.api.fails("/product-3d-models", "internal_error"), versions(s))),
  scene("export", "ready", (s) => html`<model-3d-export .client=${s.client} .model=${s.api.add({ sourceId: SOURCE_ID })} formats="glb, usdz, stl" name="mug"></model-3d-export>`, wide),
  scene("viewer", "poster", () => html`<model-3d-viewer src="/design/no-model.glb" poster=${THUMBNAIL} alt="A blue mug" reveal="manual" loading="lazy"></model-3d-viewer>`),
  scene("viewer", "empty", ({ client }) => html`<model-3d-viewer .client=${client} source-id=${SOURCE_ID} alt="A mug"></model-3d-viewer>`),
  scene("viewer", "error", (s) => (s.api.fails("/product-3d-models", "internal_error"), html`<model-3d-viewer .client=${s.client} source-id=${SOURCE_ID} alt="A mug"></model-3d-viewer>`)),
  scene("compare", "empty", ({ client }) => html`<model-3d-compare .client=${client}></model-3d-compare>`),
  scene("compare", "missing", ({ client }) => html`<model-3d-compare .client=${client} left=${SOURCE_ID} right=${SOURCE_ID} left-label="Before" right-label="After"></model-3d-compare>`, wide),
  scene("gallery", "ready", (s) => (fillGallery(s), html`<model-3d-gallery .client=${s.client} .items=${galleryItems(5)} designer-url="/designer"></model-3d-gallery>`), wide),
  scene("gallery", "list", (s) => (fillGallery(s), html`<model-3d-gallery view="list" .client=${s.client} .items=${galleryItems(3)}></model-3d-gallery>`), wide),
  scene("gallery", "loading", ({ client }) => html`<model-3d-gallery .client=${client} .loadPage=${() => new Promise(() => undefined)}></model-3d-gallery>`, silentAndWide),
  scene("gallery", "unknown", (s) => (s.api.fails("/product-3d-models", "internal_error"), html`<model-3d-gallery .client=${s.client} .items=${galleryItems(1)}></model-3d-gallery>`), wide),
  scene("gallery", "empty", ({ client }) => html`<model-3d-gallery .client=${client} .items=${[]}></model-3d-gallery>`),
  scene("gallery", "error", ({ client }) => html`<model-3d-gallery .client=${client} .loadPage=${() => Promise.reject(new Error("The shop does not answer."))}></model-3d-gallery>`),
  scene("batch", "estimate", (s) => batch(s, [...galleryItems(4), { ...galleryItems(5)[4], images: { front: PHOTOS.front } }]), wide),
  scene("batch", "running", (s) => (fillBatch(s), batch(s)), wide),
  scene("batch", "short of credits", (s) => ((s.api.balance = 20), batch(s, galleryItems(5)))),
  scene("batch", "list", (s) => {
    s.api.batches.add(4, { name: "Winter collection", status: "CANCELLED" });
    s.api.batches.move(s.api.batches.add(12, { name: "Spring collection" }), Array.from({ length: 12 }, (_, position) => position), "SUCCEEDED");
    return batch(s);
  }),
  scene("batch", "loading", (s) => batch(s), silent),
  scene("batch", "empty", (s) => batch(s)),
  scene("batch", "error", (s) => (s.api.fails("/generation-batches", "internal_error"), batch(s))),
  scene("upload", "empty", ({ client }) => html`<model-3d-upload .client=${client}></model-3d-upload>`, wide),
];
