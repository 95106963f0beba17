import type { GLTF, Node } from "@gltf-transform/core";
import { GlbMaker } from "./make-glb.ts";

const PER_SIDE = 6;

/** Turns about an axis that is none of X, Y and Z, by so many degrees. */
function turn(axis: readonly number[], degrees: number): [number, number, number, number] {
  const [length, half] = [Math.hypot(...axis), (degrees * Math.PI) / 360];
  const [x, y, z] = axis.map((value) => (value / length) * Math.sin(half)) as [number, number, number];
  return [x, y, z, Math.cos(half)];
}

/**
 * What is hard to carry over: `snake`, that bends softly over three joints of which none is where the surface was made for them, and also grows by a
 * morph target; `flag`, mirrored and unevenly scaled on a node that turns about a slanted axis by curves and by half turns; `lamp`, that jumps; `face`
 * with two morph targets and normals of their own; `still`, that does nothing.
 */
export function makeRiggedMaker(): GlbMaker {
  const maker = new GlbMaker();
  const { document, scene } = maker;
  const run = document.createAnimation("run 走");
  const move = (node: Node, path: GLTF.AnimationChannelTargetPath, times: readonly number[], values: readonly (readonly number[])[], interpolation: GLTF.AnimationSamplerInterpolation = "LINEAR", animation = run) => {
    const type = path === "weights" ? "SCALAR" : path === "rotation" ? "VEC4" : "VEC3";
    const sampler = document.createAnimationSampler().setInterpolation(interpolation);
    sampler.setInput(maker.accessor("SCALAR", Float32Array.from(times))).setOutput(maker.accessor(type, Float32Array.from(values.flat())));
    animation.addSampler(sampler).addChannel(document.createAnimationChannel().setTargetNode(node).setTargetPath(path).setSampler(sampler));
  };

  // A strip of so many steps, its weights going from joint to joint.
  const [positions, normals, joints, weights, indices]: number[][] = [[], [], [], [], []];
  for (let step = 0; step <= 2 * PER_SIDE; step++) {
    for (const side of [-1, 1]) {
      const along = step / PER_SIDE;
      positions!.push(0.2 * side, along, 0.05 * Math.sin(step));
      normals!.push(0, 0, 1);
      const [first, share] = [Math.min(1, Math.floor(along)), along - Math.min(1, Math.floor(along))];
      joints!.push(first, first + 1, 0, 0);
      weights!.push(1 - share, share, 0, 0);
    }
    if (step > 0) indices!.push(2 * step - 2, 2 * step - 1, 2 * step + 1, 2 * step - 2, 2 * step + 1, 2 * step);
  }
  const strip = document.createPrimitive().setIndices(maker.accessor("SCALAR", Uint16Array.from(indices!)));
  strip.setAttribute("POSITION", maker.accessor("VEC3", Float32Array.from(positions!))).setAttribute("NORMAL", maker.accessor("VEC3", Float32Array.from(normals!)));
  strip.setAttribute("JOINTS_0", maker.accessor("VEC4", Uint8Array.from(joints!))).setAttribute("WEIGHTS_0", maker.accessor("VEC4", Float32Array.from(weights!)));
  strip.addTarget(document.createPrimitiveTarget("fat").setAttribute("POSITION", maker.accessor("VEC3", Float32Array.from(positions!, (value, at) => (at % 3 === 0 ? value : 0)))));
  const place = document.createNode("place").setTranslation([0.5, 0, -0.5]).setRotation(turn([0, 1, 0], 30)).setScale([2, 2, 2]);
  const bones = [0, 1, 2].map((at) => document.createNode(`bone ${at}`).setTranslation([0, at === 0 ? 0 : 1, 0]));
  bones[1]!.setRotation(turn([1, 0, 1], 25));
  scene.addChild(place.addChild(bones[0]!.addChild(bones[1]!.addChild(bones[2]!))));
  const inverse = bones.flatMap((_, at) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, -at, 0, 1]);
  const skin = document.createSkin("skin").setInverseBindMatrices(maker.accessor("MAT4", Float32Array.from(inverse)));
  for (const bone of bones) skin.addJoint(bone);
  const snake = maker.show(document.createMesh("snake").addPrimitive(strip).setWeights([0]), "snake").setSkin(skin);
  move(bones[1]!, "rotation", [0, 1, 2], [turn([1, 0, 1], 25), turn([0, 0, 1], -60), turn([1, 0, 1], 25)]);
  move(bones[2]!, "rotation", [0, 0.5, 2], [turn([1, 0, 0], 0), turn([1, 2, 3], 170), turn([3, 2, 1], -170)]);
  move(bones[0]!, "translation", [0, 2], [[0, 0, 0], [1, 0.5, 0.25]]);
  move(snake, "weights", [0, 1, 2], [[0], [1], [0.25]]);

  const mast = document.createNode("mast").setTranslation([-2, 0, 0]);
  scene.addChild(mast);
  const flag = document.createNode("flag").setMesh(maker.box("flag mesh")).setTranslation([0, 1, 0]).setScale([-1, 0.5, 2]).setRotation(turn([1, 1, 0], 40));
  mast.addChild(flag);
  const [from, to] = [turn([1, 1, 1], 0), turn([1, 1, 1], 180)];
  move(mast, "rotation", [0, 1, 2], [from, to, turn([0, 1, 0], 90)]);
  move(flag, "translation", [0, 2], [[0, 0, 0], [0, 1, 0], [0, 2, 0], [1, 0, 0], [1, 2, 0], [0, 0, 0]], "CUBICSPLINE");

  const lamp = maker.show(maker.box("lamp mesh"), "lamp").setTranslation([4, 0, 0]);
  move(lamp, "translation", [0, 0.5, 1.5], [[4, 0, 0], [4, 2, 0], [4, 0, 2]], "STEP");
  move(lamp, "scale", [0, 2], [[1, 1, 1], [0.5, 2, 1]], "LINEAR", document.createAnimation("grow"));

  const face = maker.box("face mesh");
  const [primitive] = face.listPrimitives();
  const all = [...(primitive!.getAttribute("POSITION")!.getArray() as Float32Array)];
  const smile = document.createPrimitiveTarget("smile").setAttribute("POSITION", maker.accessor("VEC3", Float32Array.from(all, (value, at) => (at % 3 === 1 && value > 0 ? 0.5 : 0))));
  smile.setAttribute("NORMAL", maker.accessor("VEC3", Float32Array.from(all, (_, at) => (at % 3 === 0 ? 0.25 : 0))));
  const frown = document.createPrimitiveTarget("frown").setAttribute("POSITION", maker.accessor("VEC3", Float32Array.from(all, (value, at) => (at % 3 === 2 ? value : 0))));
  primitive!.addTarget(smile).addTarget(frown);
  move(maker.show(face.setWeights([0, 0.5]), "face").setTranslation([0, 0, 3]), "weights", [0, 1, 2], [[0, 0.5], [1, 0], [0.5, 1]]);

  maker.show(maker.box("still mesh"), "still").setTranslation([0, -3, 0]);
  return maker;
}
