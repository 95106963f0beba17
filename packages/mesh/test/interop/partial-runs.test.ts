import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scaleOf } from "../../src/convert/real-size.ts";
import { FORMAT_NAMES } from "../../src/write/format.ts";
import { openMovingFbx, openMovingGlb, poseAt } from "../pose-in-three.ts";
import { encodePng } from "../png-codec.ts";
import { checkPoses, type PosedFile } from "./check-poses.ts";
import { drawPictures } from "./draw-pictures.ts";
import { INTEROP_MODELS } from "./interop-models.ts";
import { readInterop } from "./make-exports.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "model-3d-interop-test-"))));
afterEach(() => rmSync(folder, { recursive: true }));
const modelOf = (name: string) => INTEROP_MODELS.find((model) => model.name === name)!;

describe("pictures of some models and formats", () => {
  const drawGrey = (files: readonly { picture: string }[]) => files.forEach(({ picture }) => writeFileSync(picture, encodePng({ width: 160, height: 160, data: new Uint8Array(4 * 160 * 160).fill(200) })));
  const fileOf = (model: string, format: (typeof FORMAT_NAMES)[number]) => ({ model, format, path: join(folder, `${model}.${format}`), isClosed: true });

  it("are none, and no sheet, where none of them is drawn", async () => {
    const models = new Map([["cube", await readInterop(await modelOf("cube").make())]]);
    const sheet = join(folder, "sheet.webp");
    expect(await drawPictures([fileOf("cube", "glb")], models, folder, sheet, () => expect.unreachable())).toEqual({ faults: [], pictures: 0 });
    expect(existsSync(sheet)).toBe(false);
  });

  it("are those that there are, side by side with the original", async () => {
    const models = new Map([["mirrored", await readInterop(await modelOf("mirrored").make())]]);
    const sheet = join(folder, "sheet.webp");
    expect(await drawPictures([fileOf("mirrored", "stl"), fileOf("mirrored", "step")], models, folder, sheet, drawGrey)).toEqual({ faults: [], pictures: 2 });
    expect(await sharp(sheet).metadata()).toMatchObject({ width: 320, height: 160 });
    expect((await drawPictures([fileOf("mirrored", "glb"), fileOf("mirrored", "fbx")], models, folder, sheet, (files) => drawGrey(files.slice(0, 1)))).faults).toEqual(["mirrored, fbx: Blender draws nothing"]);
  });
});

describe("poses", () => {
  /** Three in Blender's place. */
  const poseInThree = (off: number) => async (files: readonly PosedFile[]) => {
    const posed = new Map<string, Record<string, number[]>[]>();
    for (const { path, format, seconds } of files) {
      if (format === "gltf") continue;
      const bytes = new Uint8Array(readFileSync(path));
      const moving = format === "fbx" ? await openMovingFbx(bytes) : await openMovingGlb(bytes);
      posed.set(path, seconds.map((time) => Object.fromEntries([...poseAt(moving, 0, time)].map(([name, corners]) => [name, corners.map((value) => (format === "fbx" ? value / 100 + off : value))]))));
    }
    return posed;
  };

  it("are those of the original, in the size of the file, or it is said", async () => {
    const rigged = modelOf("rigged");
    const scale = scaleOf(await readInterop(await rigged.make()), { axis: "width", value: 120, unit: "mm" });
    const [glb, gltf, fbx] = await checkPoses([modelOf("cube"), rigged], FORMAT_NAMES, folder, poseInThree(0));
    expect([glb!.format, glb!.fault, fbx!.format, fbx!.fault]).toEqual(["glb", undefined, "fbx", undefined]);
    expect(gltf!.fault).toBe("Blender does not say where its corners are");
    const [shifted] = await checkPoses([rigged], ["fbx"], folder, poseInThree(0.02 * scale));
    expect(shifted!.fault).toContain("a corner is off by");
  });
});
