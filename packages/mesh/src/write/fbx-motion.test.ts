import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Mesh } from "three";
import { makeEightJoints } from "../../test/make-eight-joints.ts";
import { GlbMaker } from "../../test/make-glb.ts";
import { makeMovingMaker } from "../../test/make-moving-glb.ts";
import { makeRiggedMaker } from "../../test/make-rigged-glb.ts";
import { pngCodec } from "../../test/png-codec.ts";
import { openMovingFbx, openMovingGlb, poseAt, type Moving } from "../../test/pose-in-three.ts";
import { convert } from "../convert/convert.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat } from "../write-model.ts";
import type { WriteOptions } from "./write-options.ts";

const toFbx = async (glb: Uint8Array, options: WriteOptions = {}) => collectBytes((await convert(glb, "fbx", options)).chunks);

/** How far the farthest of all corners is from where it should be, in metres. */
function farthest(ours: Map<string, number[]>, theirs: Map<string, number[]>, [x, y, z]: readonly ((corner: readonly number[]) => number)[]): number {
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  let most = 0;
  for (const [name, corners] of theirs) {
    const own = ours.get(name)!;
    expect(own.length).toBe(corners.length);
    for (let at = 0; at < own.length; at += 3) {
      const corner = own.slice(at, at + 3);
      most = Math.max(most, Math.hypot(x!(corner) - corners[at]!, y!(corner) - corners[at + 1]!, z!(corner) - corners[at + 2]!));
    }
  }
  return most;
}

const CENTIMETRES = [([x]: readonly number[]) => x! / 100, ([, y]: readonly number[]) => y! / 100, ([, , z]: readonly number[]) => z! / 100];

beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => undefined));
afterEach(() => vi.restoreAllMocks());

describe("FBX of what moves", () => {
  it("is posed by three as the GLB is, at rest and at any time", async () => {
    const glb = await makeRiggedMaker().bytes();
    const [theirs, ours] = [await openMovingGlb(glb), await openMovingFbx(await toFbx(glb))];
    expect(ours.clips.map(({ name, duration }) => [name, Number(duration.toFixed(4))])).toEqual([["run 走", 2], ["grow", 2]]);
    const [rest, theirRest] = [poseAt(ours, null), poseAt(theirs, null)];
    // How much of a shape is there before it moves three does not look at.
    for (const poses of [rest, theirRest]) expect(poses.delete("face")).toBe(true);
    expect(farthest(rest, theirRest, CENTIMETRES)).toBeLessThan(1e-5);
    for (const seconds of [0, 0.1, 0.25, 0.4, 0.6, 0.75, 1, 1.2, 1.45, 1.6, 1.9]) expect([seconds, farthest(poseAt(ours, 0, seconds), poseAt(theirs, 0, seconds), CENTIMETRES)]).toEqual([seconds, expect.toSatisfy((off: number) => off < 3e-3)]);
    const lampAt = (moving: Moving, seconds: number) => new Map([["lamp", poseAt(moving, 1, seconds).get("lamp")!]]);
    for (const seconds of [0, 0.5, 1.9]) expect(farthest(lampAt(ours, seconds), lampAt(theirs, seconds), CENTIMETRES)).toBeLessThan(1e-5);
  });

  it("moves as much in another size, unit and direction", async () => {
    const glb = await makeRiggedMaker().bytes();
    const [theirs, ours] = [await openMovingGlb(glb), await openMovingFbx(await toFbx(glb, { upAxis: "z", unit: "mm", scale: 0.5 }))];
    const back = [([x]: readonly number[]) => x! / 500, ([, , z]: readonly number[]) => z! / 500, ([, y]: readonly number[]) => -y! / 500];
    for (const seconds of [0, 0.7, 1.3]) expect(farthest(poseAt(ours, 0, seconds), poseAt(theirs, 0, seconds), back)).toBeLessThan(3e-3);
  });

  it("shows a shape that no animation moves as it is, whoever reads it, and lets it grow from there", async () => {
    const maker = new GlbMaker();
    const box = maker.box("box");
    const [primitive] = box.listPrimitives();
    primitive!.addTarget(maker.document.createPrimitiveTarget("tall").setAttribute("POSITION", maker.accessor("VEC3", (primitive!.getAttribute("POSITION")!.getArray() as Float32Array).map((value, at) => (at % 3 === 1 ? value : 0)))));
    maker.show(box.setWeights([0.5]), "box");
    const { root } = await openMovingFbx(await toFbx(await maker.bytes()));
    const mesh = root.getObjectByName("box") as Mesh;
    const heightAt = (weight: number) => {
      mesh.morphTargetInfluences![0] = weight;
      return Math.max(...poseAt({ root, clips: [] }, null).get("box")!.filter((_, at) => at % 3 === 1));
    };
    expect([heightAt(0), heightAt(0.5)].map((height) => Number(height.toFixed(4)))).toEqual([75, 100]);
  });

  it("is told: what moves is kept, and nothing of it is left out", async () => {
    const { card } = await convert(await makeRiggedMaker().bytes(), "fbx");
    expect([card.kept.includes("animations"), card.dropped]).toEqual([true, []]);
    const mended = await convert(await makeRiggedMaker().bytes(), "fbx", { repair: true });
    expect([mended.card.lost.includes("animations"), [...mended.card.dropped].sort()]).toEqual([true, ["animations", "joints", "morphs"]]);
    expect((await convert(await makeRiggedMaker().bytes(), "obj")).card.dropped).toEqual(expect.arrayContaining(["animations", "joints", "morphs"]));
    expect(judgeFormat(await readGlb(await makeEightJoints().bytes()), "fbx").lost).toEqual([]);
  });

  it("is told once where only some of it moves: as changed, and not as left out", async () => {
    const maker = makeMovingMaker();
    const [animation] = maker.document.getRoot().listAnimations();
    const sampler = maker.document.createAnimationSampler().setInput(maker.accessor("SCALAR", Float32Array.of(0, 1, 1))).setOutput(maker.accessor("VEC3", new Float32Array(9)));
    const still = maker.show(maker.box("still"), "still").setTranslation([0, 5, 0]);
    animation!.addSampler(sampler).addChannel(maker.document.createAnimationChannel().setTargetNode(still).setTargetPath("translation").setSampler(sampler));
    const { card } = await convert(await maker.bytes(), "fbx", { codec: pngCodec });
    expect([card.changed.includes("animations"), card.lost.includes("animations"), card.dropped.includes("animations")]).toEqual([true, false, false]);
    expect(card.notes.join(" ")).not.toContain("animations");
  });
});
