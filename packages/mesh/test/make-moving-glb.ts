import type { GLTF } from "@gltf-transform/core";
import { KHRLightsPunctual, KHRMaterialsTransmission, KHRMaterialsVolume, Light } from "@gltf-transform/extensions";
import { GlbMaker } from "./make-glb.ts";
import { encodePng } from "./png-codec.ts";

/**
 * What moves and shines: `bar` hangs on two joints of which the upper one bends, `blob` grows by a morph target, `cube` of glass with a picture turns
 * about, half a metre aside; a camera of each kind, a lamp of each kind, words of the file's maker beside everything. In the middle of its movement, at
 * one second, the bar is bent by a quarter turn.
 */
export function makeMovingMaker(): GlbMaker {
  const maker = new GlbMaker();
  const { document, scene } = maker;
  const animation = document.createAnimation("move");
  const move = (node: ReturnType<typeof maker.show>, path: GLTF.AnimationChannelTargetPath, values: readonly number[]) => {
    const type = path === "weights" ? "SCALAR" : path === "rotation" ? "VEC4" : "VEC3";
    const sampler = document.createAnimationSampler().setInput(maker.accessor("SCALAR", Float32Array.from([0, 1, 2]))).setOutput(maker.accessor(type, Float32Array.from(values)));
    animation.addSampler(sampler).addChannel(document.createAnimationChannel().setTargetNode(node).setTargetPath(path).setSampler(sampler));
  };

  const bar = maker.box("bar");
  const heights = [...(bar.listPrimitives()[0]!.getAttribute("POSITION")!.getArray() as Float32Array)].filter((_, at) => at % 3 === 1);
  bar.listPrimitives()[0]!.setAttribute("JOINTS_0", maker.accessor("VEC4", Uint16Array.from(heights.flatMap((y) => [y > 0 ? 1 : 0, 0, 0, 0]))));
  bar.listPrimitives()[0]!.setAttribute("WEIGHTS_0", maker.accessor("VEC4", Float32Array.from(heights.flatMap(() => [1, 0, 0, 0]))));
  const [lower, upper] = [document.createNode("lower"), document.createNode("upper").setTranslation([0, 0.25, 0])];
  scene.addChild(lower.addChild(upper));
  const unmoved = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const inverse = maker.accessor("MAT4", Float32Array.from([...unmoved, ...unmoved.with(13, -0.25)]));
  const skin = document.createSkin("bones").addJoint(lower).addJoint(upper).setSkeleton(lower).setInverseBindMatrices(inverse);
  maker.show(bar, "bar").setSkin(skin);
  const quarter = [0, 0, Math.SQRT1_2, Math.SQRT1_2];
  move(upper, "rotation", [0, 0, 0, 1, ...quarter, 0, 0, 0, 1]);

  const blob = maker.box("blob");
  const grown = (blob.listPrimitives()[0]!.getAttribute("POSITION")!.getArray() as Float32Array).map((value) => value / 2);
  blob.listPrimitives()[0]!.addTarget(document.createPrimitiveTarget("grown").setAttribute("POSITION", maker.accessor("VEC3", grown)));
  const blobNode = maker.show(blob.setWeights([0]), "blob").setTranslation([2, 0, 0]);
  move(blobNode, "weights", [0, 1, 0.5]);

  const picture = document.createTexture("squares").setMimeType("image/png").setImage(encodePng({ width: 2, height: 2, data: new Uint8Array(16).fill(200) }));
  const glass = document.createMaterial("glass").setBaseColorTexture(picture).setEmissiveTexture(picture).setEmissiveFactor([1, 1, 1]);
  glass.setExtension("KHR_materials_transmission", document.createExtension(KHRMaterialsTransmission).createTransmission().setTransmissionFactor(1));
  glass.setExtension("KHR_materials_volume", document.createExtension(KHRMaterialsVolume).createVolume().setThicknessFactor(0.25).setAttenuationDistance(4));
  const cube = maker.show(maker.box("cube", glass), "cube").setTranslation([-2, 0.5, 0]).setExtras({ sku: "C-1" });
  move(cube, "translation", [-2, 0.5, 0, -2, 1.5, 0, -2, 0.5, 3]);

  const lights = document.createExtension(KHRLightsPunctual);
  const lamp = (type: "point" | "spot" | "directional", name: string) => lights.createLight(name).setType(type).setIntensity(10).setRange(type === Light.Type.DIRECTIONAL ? null : 6);
  for (const type of ["point", "spot", "directional"] as const) cube.addChild(document.createNode(type).setExtension("KHR_lights_punctual", lamp(type, type)));
  scene.addChild(document.createNode("near").setCamera(document.createCamera("near").setType("perspective").setYFov(1).setZNear(0.5).setZFar(50)));
  scene.addChild(document.createNode("plan").setCamera(document.createCamera("plan").setType("orthographic").setXMag(3).setYMag(2).setZNear(0.5).setZFar(50)));
  scene.setExtras({ made: "by hand" });
  return maker;
}
