import type { Locator, Page } from "playwright-core";

/** Without a graphics card, and on a machine that is busy with other things, a model takes its time. */
const MODEL_MS = 150_000;
const WAIT_MS = 60_000;
const photo = (name: string): string => new URL(`../../demo/photos/${name}.jpg`, import.meta.url).pathname;

/** Something that a state of the page of all states shows only once it is asked for. */
export interface Opening {
  name: string;
  /** The state that has it. */
  scene: string;
  open: (scene: Locator, page: Page) => Promise<void>;
  /** Whether it opens inside the one before it. */
  isInside?: boolean;
  /** Whether it shows what is another each time, so that no picture of it is kept. */
  changes?: boolean;
  /** Whether it draws models, which a machine without a graphics card does slowly at every size anew. */
  isDrawn?: boolean;
}

const press = (scene: Locator, name: string): Promise<void> => scene.getByRole("button", { name, exact: true }).first().click({ timeout: MODEL_MS });

/** In a light that costs a quarter of the viewer's own. */
async function waitForModels(scene: Locator, ready: string): Promise<void> {
  await scene.locator("model-3d-viewer").first().waitFor({ state: "attached", timeout: MODEL_MS });
  await scene.locator("model-3d-viewer").evaluateAll((viewers) => viewers.forEach((viewer) => Object.assign(viewer, { light: "soft" })));
  await scene.locator(ready).first().waitFor({ timeout: MODEL_MS });
}

async function openViewer(scene: Locator): Promise<void> {
  await press(scene, "View the 3D model of Mug");
  await waitForModels(scene, "model-3d-viewer[state=ready]");
  await press(scene, "Tools");
  await press(scene, "Dimensions");
  await scene.locator("[part=dimension]").first().waitFor({ state: "attached", timeout: MODEL_MS });
}

async function openComparison(scene: Locator): Promise<void> {
  await scene.getByLabel("Compare version 1").check();
  await scene.getByLabel("Compare version 2").check();
  await press(scene, "Compare");
  await waitForModels(scene, "model-3d-compare[state=ready]");
}

/** A camera that looks at a red square. */
function pretendCamera(): void {
  navigator.mediaDevices.getUserMedia = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const context = canvas.getContext("2d");
    const stream = canvas.captureStream(10);
    if (context !== null) context.fillStyle = "firebrick";
    const draw = (): void => {
      context?.fillRect(200, 120, 240, 240);
      if (stream.active) requestAnimationFrame(draw);
    };
    draw();
    return Promise.resolve(stream);
  };
}

/** The same photo twice, and one of something else: the coach has something to say. */
async function pickPhotos(scene: Locator): Promise<void> {
  await scene.locator("model-3d-upload input[type=file][multiple]").setInputFiles(["teapot-front", "teapot-back", "armchair-side"].map(photo));
  await scene.getByText("Seems to show something else").first().waitFor({ timeout: WAIT_MS });
  await scene.getByText("Show what is recognised").click();
}

export const OPENINGS: readonly Opening[] = [
  {
    name: "confirmation",
    scene: "generate-photos",
    open: async (scene) => {
      await press(scene, "Generate 3D (10 credits)");
      await scene.getByText("Credits are charged only on success").waitFor();
    },
  },
  { name: "versions", scene: "gallery-ready", open: (scene) => scene.getByRole("group", { name: "Actions for Vase" }).getByRole("button", { name: "Versions" }).click() },
  { name: "export", scene: "gallery-ready", open: (scene) => press(scene, "Export") },
  { name: "deletion", scene: "versions-ready", open: (scene) => press(scene, "Delete") },
  {
    name: "where a model differs",
    scene: "versions-matched",
    open: async (scene) => {
      await scene.getByText("Matches your photos 61%").click();
      await scene.getByAltText("Where the model differs from the photo: Front").first().waitFor();
    },
  },
  {
    name: "camera",
    scene: "upload-empty",
    open: async (scene, page) => {
      await page.evaluate(pretendCamera);
      await press(scene, "Take photos");
      await scene.locator("video").evaluate((video: HTMLVideoElement) => video.videoWidth > 0 || new Promise((resolve) => video.addEventListener("loadeddata", resolve, { once: true })));
      await press(scene, "Take the front photo");
      await scene.getByText("Is it sharp, and all of the object inside?").waitFor({ timeout: WAIT_MS });
    },
  },
  { name: "photo check", scene: "upload-empty", open: pickPhotos },
  {
    name: "brush",
    scene: "upload-empty",
    open: async (scene, page) => {
      const mend = "Mend the cut-out of teapot-back.jpg";
      if ((await scene.getByRole("button", { name: mend }).count()) === 0) await pickPhotos(scene);
      await press(scene, mend);
      const stage = scene.getByRole("application", { name: "Photo with its background under a veil" });
      await stage.waitFor({ timeout: WAIT_MS });
      const box = await stage.boundingBox();
      if (box === null) throw new Error("The brush has no stage.");
      const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
      await page.mouse.move(...at(0.3, 0.5));
      await page.mouse.down();
      await page.mouse.move(...at(0.7, 0.5), { steps: 8 });
      await page.mouse.up();
      await scene.getByText("Painted as background.").waitFor();
    },
  },
  {
    name: "confirmation with doubts",
    scene: "generate-empty",
    open: async (scene) => {
      await pickPhotos(scene);
      await press(scene, "Use these photos");
      await scene.getByText("Credits are charged only on success").waitFor();
    },
  },
  { name: "viewer with its tools", scene: "button-ready", isDrawn: true, open: openViewer },
  {
    name: "model details",
    scene: "button-ready",
    isInside: true,
    isDrawn: true,
    open: async (scene) => {
      await press(scene, "Model details");
      await scene.getByText("Triangles").waitFor({ timeout: MODEL_MS });
    },
  },
  {
    name: "code for a phone",
    scene: "button-ready",
    changes: true,
    isInside: true,
    isDrawn: true,
    open: async (scene) => {
      await press(scene, "On your phone");
      await scene.getByLabel("Address", { exact: true }).waitFor({ timeout: WAIT_MS });
    },
  },
  { name: "comparison", scene: "versions-ready", isDrawn: true, open: openComparison },
  {
    name: "comparison under a divider",
    scene: "versions-ready",
    isInside: true,
    isDrawn: true,
    open: async (scene) => {
      await press(scene, "Slider");
      await scene.getByRole("slider", { name: "Divider between" }).waitFor();
    },
  },
  // Last: a toast stays for some seconds, and lies over what opens meanwhile.
  {
    name: "toasts",
    scene: "gallery-ready",
    changes: true,
    open: async (scene, page) => {
      await press(scene, "Check Generation Status");
      await page.getByText("still processing, 45% done").first().waitFor();
    },
  },
];

/** Brings the page to where an opening begins. */
export async function closeBefore({ isInside = false }: Opening, page: Page): Promise<void> {
  const open = (): Promise<number> => page.locator("dialog[open]").count();
  while ((await open()) > (isInside ? 1 : 0)) await page.keyboard.press("Escape");
}
