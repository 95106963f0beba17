import "./viewer.ts";
import EnvironmentScene from "@google/model-viewer/lib/three-components/EnvironmentScene.js";
import { Renderer } from "@google/model-viewer/lib/three-components/Renderer.js";
import ViewerTextures from "@google/model-viewer/lib/three-components/TextureUtils.js";
import { expect, nextFrame } from "@open-wc/testing";
import type { CubeTexture, Scene, Texture } from "three";
import { addressOf, showViewer } from "../../test/show-viewer.ts";
import type { Model3DViewer } from "./viewer.component.ts";

type MakeLight = (scene: EnvironmentScene, name: string) => Promise<CubeTexture>;
type ModelScene = Scene & { queueRender(): void };

/** As model-viewer has it: taken before a viewer is shown, and with it changed. */
const makeThere = Reflect.get(ViewerTextures.prototype, "GenerateEnvironmentMap") as MakeLight;
const SIDE_PX = 160;
const STEEL = [0.9, 0.9, 0.9] as const;
const ROUGHNESSES = [0, 0.3, 0.7];

/** model-viewer keeps three's scene under a symbol. */
function sceneOf({ modelViewer }: Model3DViewer): ModelScene {
  const symbol = Object.getOwnPropertySymbols(modelViewer ?? {}).find(({ description }) => description === "scene");
  return Reflect.get(modelViewer ?? {}, symbol ?? "") as ModelScene;
}

async function picturesOf(viewer: Model3DViewer): Promise<Uint8ClampedArray[]> {
  const pictures: Uint8ClampedArray[] = [];
  const [material] = viewer.modelViewer?.model?.materials ?? [];
  for (const roughness of ROUGHNESSES) {
    material?.pbrMetallicRoughness.setMetallicFactor(1);
    material?.pbrMetallicRoughness.setRoughnessFactor(roughness);
    sceneOf(viewer).queueRender();
    // What is asked to be drawn is there two frames later.
    for (let frame = 0; frame < 3; frame += 1) await nextFrame();
    const bitmap = await createImageBitmap(await viewer.toBlob(), { resizeWidth: SIDE_PX, resizeHeight: SIDE_PX });
    const context = new OffscreenCanvas(SIDE_PX, SIDE_PX).getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    pictures.push(context?.getImageData(0, 0, SIDE_PX, SIDE_PX).data ?? new Uint8ClampedArray());
  }
  return pictures;
}

/** The root of the mean square of what pixels differ by, of 1 at most. */
function differenceOf(one: Uint8ClampedArray, other: Uint8ClampedArray): number {
  const squares = one.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / one.length) / 255;
}

describe("the light of <model-3d-viewer>", function () {
  this.timeout(180_000);

  it("is model-viewer's to look at, smooth and rough, though made with less work", async () => {
    const viewer = await showViewer({ src: addressOf(STEEL), light: "auto" });
    const scene = sceneOf(viewer);
    const { width, height } = scene.environment?.image as { width: number; height: number };
    expect([scene.environment?.name, width, height], "it is filtered already").to.deep.equal(["neutral", 768, 1024]);
    const ours = await picturesOf(viewer);
    scene.environment = (await Reflect.apply(makeThere, Renderer.singleton.textureUtils, [new EnvironmentScene("neutral"), "neutral"])) as Texture;
    const theirs = await picturesOf(viewer);
    const differences = ours.map((picture, index) => differenceOf(picture, theirs[index] ?? picture));
    expect(Math.max(...differences), String(differences)).to.be.lessThan(0.01);
    scene.environment = null;
    const [unlit, lit] = [(await picturesOf(viewer))[1], ours[1]];
    expect(differenceOf(lit ?? new Uint8ClampedArray(), unlit ?? new Uint8ClampedArray()), "without a light it would be seen").to.be.greaterThan(0.1);
  });
});
