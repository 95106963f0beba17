import { Primitive, type GLTF } from "@gltf-transform/core";
import { EXTMeshGPUInstancing, EXTMeshoptCompression, KHRDracoMeshCompression, KHRMeshQuantization, KHRNodeVisibility, KHRTextureTransform } from "@gltf-transform/extensions";
import draco3d from "draco3d";
import { strFromU8, strToU8 } from "fflate";
import { MeshoptEncoder } from "meshoptimizer";
import { beforeAll, describe, expect, it } from "vitest";
import { changeGlb } from "../../test/change-glb.ts";
import { boxArrays, GlbMaker, makeBox } from "../../test/make-glb.ts";
import { trianglesOf, volumeOf as volumeOfTriangles } from "../../test/measure.ts";
import { boundsOf, countTriangles, type Model } from "../model.ts";
import { convert } from "../convert/convert.ts";
import { optimizeGlb } from "../optimize/optimize-glb.ts";
import { collectBytes } from "../write-model.ts";
import { readGlb } from "./read-glb.ts";

/** Of a closed model whose triangles look outwards: its volume. */
const volumeOf = (model: Model) => volumeOfTriangles(trianglesOf(model));
const sizeOf = (model: Model) => {
  const { min, max } = boundsOf(model);
  return max.map((value, axis) => Number((value - min[axis]!).toFixed(4)));
};

describe("reading a GLB", () => {
  it("gives triangles, normals, coordinates and the material of a plain one", async () => {
    const model = await readGlb(await makeBox());
    expect([countTriangles(model), sizeOf(model), model.name]).toEqual([12, [1, 1, 1], "scene"]);
    expect(volumeOf(model)).toBeCloseTo(1, 6);
    expect(model.parts[0]).toMatchObject({ name: "box", material: 0, colors: null });
    expect(model.materials[0]).toMatchObject({ name: "red", baseColor: [1, 0, 0, 1], metallic: 1, roughness: 1, alphaMode: "opaque" });
    const { positions, normals, uvs } = model.parts[0]!;
    expect([...positions].reduce((sum, value, at) => sum + value * normals![at]!, 0)).toBeCloseTo(24 * 0.5, 5);
    expect(uvs!.length).toBe(48);
    expect([...model.dropped]).toEqual([]);
  });

  it("shows all that hangs on nothing where a file has nodes and no scene", async () => {
    const maker = new GlbMaker();
    const parent = maker.document.createNode("parent").setTranslation([10, 0, 0]);
    maker.scene.addChild(parent);
    parent.addChild(maker.document.createNode("child").setMesh(maker.box()));
    maker.show(maker.box(), "other").setTranslation([0, 3, 0]);
    const whole = await maker.bytes();
    for (const scenes of [undefined, []]) {
      const glb = changeGlb(whole, (json) => Object.assign(json, { scenes, scene: undefined }));
      const { parts, dropped } = await readGlb(glb);
      expect([parts, dropped]).toEqual([(await readGlb(whole)).parts, new Set()]);
      const { chunks } = await convert(glb, "glb", { realSize: { axis: "height", value: 8, unit: "m" } });
      expect(sizeOf(await readGlb(await collectBytes(chunks)))).toEqual([22, 8, 2]);
    }
    const bare = changeGlb(whole, (json) => Object.assign(json, { scenes: undefined, scene: undefined, nodes: undefined }));
    expect((await readGlb(bare)).parts).toEqual([]);
  });

  it("puts nodes within nodes where they are, and turns mirrored ones the right way out", async () => {
    const maker = new GlbMaker();
    const mesh = maker.box();
    const parent = maker.document.createNode("parent").setTranslation([10, 0, 0]).setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2]);
    maker.scene.addChild(parent);
    parent.addChild(maker.document.createNode("child").setMesh(mesh).setTranslation([0, 0, 2]).setScale([1, 2, 1]));
    maker.show(mesh, "mirrored").setScale([-1, 1, 1]);
    const model = await readGlb(await maker.bytes());
    expect(model.parts.map(({ name }) => name)).toEqual(["child", "mirrored"]);
    const [child, mirrored] = model.parts.map((part) => ({ ...model, parts: [part] }));
    expect(boundsOf(child!).min.map((value) => Number(value.toFixed(4)))).toEqual([11.5, -1, -0.5]);
    expect([volumeOf(child!), volumeOf(mirrored!)]).toEqual([expect.closeTo(2, 5), expect.closeTo(1, 5)]);
    const { positions, normals } = mirrored!.parts[0]!;
    expect([...positions].reduce((sum, value, at) => sum + value * normals![at]!, 0)).toBeCloseTo(12, 5);
  });

  it("shows instances, each in its place", async () => {
    const maker = new GlbMaker();
    const instancing = maker.document.createExtension(EXTMeshGPUInstancing).setRequired(true);
    const instances = instancing.createInstancedMesh().setAttribute("TRANSLATION", maker.accessor("VEC3", new Float32Array([0, 0, 0, 5, 0, 0]))).setAttribute("SCALE", maker.accessor("VEC3", new Float32Array([1, 1, 1, 2, 2, 2])));
    maker.show(maker.box()).setExtension("EXT_mesh_gpu_instancing", instances);
    const model = await readGlb(await maker.bytes());
    expect([countTriangles(model), sizeOf(model)]).toEqual([24, [6.5, 2, 2]]);
    expect(volumeOf(model)).toBeCloseTo(9, 5);
  });

  it("makes triangles of strips and fans, and leaves out points and lines, saying so", async () => {
    const maker = new GlbMaker();
    const corners = maker.accessor("VEC3", new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]));
    const primitive = (mode: GLTF.MeshPrimitiveMode) => maker.document.createPrimitive().setMode(mode).setAttribute("POSITION", corners);
    const mesh = maker.document.createMesh("mixed");
    const { TRIANGLE_STRIP = 5, TRIANGLE_FAN = 6, POINTS = 0, LINES = 1 } = Primitive.Mode;
    for (const mode of [TRIANGLE_STRIP, TRIANGLE_FAN, POINTS, LINES]) mesh.addPrimitive(primitive(mode));
    maker.show(mesh);
    const model = await readGlb(await maker.bytes());
    expect(model.parts.map(({ indices }) => [...indices])).toEqual([
      [0, 1, 2, 1, 3, 2],
      [1, 2, 0, 2, 3, 0],
    ]);
    expect([...model.dropped].sort()).toEqual(["lines", "points"]);
  });

  it("hangs skins on their joints, and moves morphs as far as they are", async () => {
    const maker = new GlbMaker();
    const mesh = maker.box();
    const [primitive] = mesh.listPrimitives();
    primitive!.setAttribute("JOINTS_0", maker.accessor("VEC4", new Uint8Array(24 * 4))).setAttribute("WEIGHTS_0", maker.accessor("VEC4", new Float32Array(Array.from({ length: 24 }, () => [1, 0, 0, 0]).flat())));
    const joint = maker.document.createNode("joint").setTranslation([0, 3, 0]);
    maker.scene.addChild(joint);
    maker.show(mesh, "skinned").setTranslation([100, 0, 0]).setSkin(maker.document.createSkin().addJoint(joint));
    const other = maker.box("morphed");
    other.listPrimitives()[0]!.addTarget(maker.document.createPrimitiveTarget().setAttribute("POSITION", maker.accessor("VEC3", new Float32Array(72).fill(2))));
    maker.show(other.setWeights([0.5]), "morphed");
    const model = await readGlb(await maker.bytes());
    const [skinned, morphed] = model.parts.map((part) => boundsOf({ parts: [part] }));
    expect(skinned).toEqual({ min: [-0.5, 2.5, -0.5], max: [0.5, 3.5, 0.5] });
    expect(morphed).toEqual({ min: [0.5, 0.5, 0.5], max: [1.5, 1.5, 1.5] });
    expect([...model.dropped].sort()).toEqual(["joints", "morphs"]);
  });

  it("works in what moves and turns a texture, and keeps the colours of vertices", async () => {
    const maker = new GlbMaker();
    const transform = maker.document.createExtension(KHRTextureTransform).createTransform().setOffset([0.25, 0]).setScale([2, 1]).setRotation(Math.PI / 2);
    const picture = maker.document.createTexture("wood").setImage(onePixelPng()).setMimeType("image/png");
    const material = maker.document.createMaterial("wood").setBaseColorTexture(picture);
    material.getBaseColorTextureInfo()!.setExtension("KHR_texture_transform", transform);
    const mesh = maker.box("box", material);
    mesh.listPrimitives()[0]!.setAttribute("COLOR_0", maker.accessor("VEC3", new Uint8Array(72).fill(255)).setNormalized(true));
    maker.show(mesh);
    const model = await readGlb(await maker.bytes());
    expect([...model.parts[0]!.uvs!.subarray(2, 4)].map((value) => Number(value.toFixed(5)))).toEqual([0.25, -2]);
    expect([...model.parts[0]!.colors!.subarray(0, 4)]).toEqual([1, 1, 1, 1]);
    expect(model.textures).toMatchObject([{ name: "wood", type: "image/png", width: 1, height: 1 }]);
    expect(model.materials[0]?.baseColorTexture).toEqual({ texture: 0, wrapS: "repeat", wrapT: "repeat" });
  });

  it("takes colours of vertices as the standard has them: from 0 to 1, of the first set alone", async () => {
    const maker = new GlbMaker();
    const mesh = maker.box("box");
    mesh.listPrimitives()[0]!.setAttribute("COLOR_0", maker.accessor("VEC3", Float32Array.from({ length: 72 }, (_, at) => [2, 0.5, -1][at % 3]!))).setAttribute("COLOR_1", maker.accessor("VEC3", new Float32Array(72).fill(0.25)));
    maker.show(mesh);
    const { parts, dropped } = await readGlb(await maker.bytes());
    expect([[...parts[0]!.colors!.subarray(0, 4)], [...dropped]]).toEqual([[1, 0.5, 0, 1], []]);
  });

  it("gives numbers for a texture that its transform moves beyond all numbers", async () => {
    const maker = new GlbMaker();
    const material = maker.document.createMaterial("far").setBaseColorTexture(maker.document.createTexture("wood").setImage(onePixelPng()).setMimeType("image/png"));
    material.getBaseColorTextureInfo()!.setExtension("KHR_texture_transform", maker.document.createExtension(KHRTextureTransform).createTransform().setScale([1e39, 1]));
    maker.show(maker.box("box", material));
    const { parts } = await readGlb(await maker.bytes());
    expect([...parts[0]!.uvs!].filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  it("leaves out what the file hides, with all that hangs on it, and says so", async () => {
    const maker = new GlbMaker();
    const visibility = maker.document.createExtension(KHRNodeVisibility).setRequired(true);
    const mesh = maker.box();
    maker.show(mesh, "product").setExtension("KHR_node_visibility", visibility.createVisibility());
    const helper = maker.show(mesh, "helper").setTranslation([0, 10, 0]).setExtension("KHR_node_visibility", visibility.createVisibility().setVisible(false));
    helper.addChild(maker.document.createNode("grip").setMesh(mesh).setExtension("KHR_node_visibility", visibility.createVisibility()));
    const bytes = await maker.bytes();
    const model = await readGlb(bytes);
    expect([model.parts.map(({ name }) => name), sizeOf(model), [...model.dropped]]).toEqual([["product"], [1, 1, 1], ["hidden"]]);
    const { card } = await convert(bytes, "stl", { realSize: { axis: "height", value: 120, unit: "mm" } });
    expect(card.dimensions.height).toBeCloseTo(120, 6);
    expect(card.notes).toContain("Left out: hidden parts.");
    const { chunks, card: whole } = await convert(bytes, "glb");
    expect([whole.dropped, [...(await readGlb(await collectBytes(chunks))).dropped]]).toEqual([[], ["hidden"]]);
    const light = await optimizeGlb(bytes);
    expect(light.lost).toEqual([]);
    const read = await readGlb(light.bytes);
    expect([read.parts.length, [...read.dropped]]).toEqual([1, ["hidden"]]);
  });

  describe("that is compressed", () => {
    let draco: object;
    beforeAll(async () => {
      draco = await draco3d.createDecoderModule();
      await MeshoptEncoder.ready;
    });

    it.each(["quantised", "meshopt", "Draco"])("reads it as it was: %s", async (kind) => {
      const maker = new GlbMaker();
      const mesh = maker.box();
      maker.show(mesh).setScale([2, 2, 2]);
      const dependencies: Record<string, unknown> = {};
      if (kind === "quantised") {
        maker.document.createExtension(KHRMeshQuantization).setRequired(true);
        const { positions } = boxArrays();
        mesh.listPrimitives()[0]!.setAttribute("POSITION", maker.accessor("VEC3", Int16Array.from(positions, (value) => Math.sign(value) * 16_384)).setNormalized(true));
      } else if (kind === "meshopt") {
        maker.document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
        dependencies["meshopt.encoder"] = MeshoptEncoder;
      } else {
        maker.document.createExtension(KHRDracoMeshCompression).setRequired(true);
        dependencies["draco3d.encoder"] = await draco3d.createEncoderModule();
      }
      const model = await readGlb(await maker.bytes(dependencies), { draco });
      expect(countTriangles(model)).toBe(12);
      for (const side of sizeOf(model)) expect(side).toBeCloseTo(2, 3);
      expect(volumeOf(model)).toBeCloseTo(8, 2);
    });

    it("reads meshopt by the name that Khronos gave it", async () => {
      const maker = new GlbMaker();
      maker.document.createExtension(EXTMeshoptCompression).setRequired(true);
      maker.show(maker.box());
      const bytes = await maker.bytes({ "meshopt.encoder": MeshoptEncoder });
      // Of the same length, so that the rest of the file stays where it is.
      const renamed = strToU8(strFromU8(bytes, true).replaceAll("EXT_meshopt_compression", "KHR_meshopt_compression"), true);
      const model = await readGlb(renamed);
      expect(volumeOf(model)).toBeCloseTo(1, 3);
    });

    it("refuses Draco where it was given no decoder", async () => {
      const maker = new GlbMaker();
      maker.document.createExtension(KHRDracoMeshCompression).setRequired(true);
      maker.show(maker.box());
      const bytes = await maker.bytes({ "draco3d.encoder": await draco3d.createEncoderModule() });
      await expect(readGlb(bytes)).rejects.toMatchObject({ name: "InvalidGlbError", fault: "extension" });
    });
  });
});

function onePixelPng(): Uint8Array {
  return Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (character) => character.charCodeAt(0));
}
