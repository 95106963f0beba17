import { KHRMaterialsDiffuseTransmission, KHRXMP } from "@gltf-transform/extensions";
import draco3d from "draco3d";
import { describe, expect, it } from "vitest";
import { changeGlb } from "../../test/change-glb.ts";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { convert } from "../convert/convert.ts";
import { loadDraco } from "../draco/load-draco.ts";
import { countTriangles } from "../model.ts";
import { optimizeGlb } from "../optimize/optimize-glb.ts";
import { readGlb } from "./read-glb.ts";

const listing = async (name: string, isRequired = false) => changeGlb(await makeBox(), (json) => Object.assign(json, { extensionsUsed: [name], ...(isRequired && { extensionsRequired: [name] }) }));

describe("extensions of a GLB", () => {
  it.each(["KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression"])("may list a compression that nothing in the file has: %s", async (name) => {
    for (const isRequired of [false, true]) {
      const bytes = await listing(name, isRequired);
      for (const options of [{}, { draco: loadDraco }]) {
        const model = await readGlb(bytes, options);
        expect([countTriangles(model), [...model.dropped]]).toEqual([12, []]);
      }
      expect((await optimizeGlb(bytes)).lost).toEqual([]);
    }
  });

  it("are read again where there was nothing that Draco could compress", async () => {
    const maker = new GlbMaker();
    const primitive = maker.document.createPrimitive().setAttribute("POSITION", maker.accessor("VEC3", new Float32Array(9).fill(1)));
    maker.show(maker.document.createMesh("point").addPrimitive(primitive));
    const { bytes } = await optimizeGlb(await maker.bytes(), { compression: "draco", dracoEncoder: await draco3d.createEncoderModule() });
    expect(countTriangles(await readGlb(bytes, { draco: loadDraco }))).toBe(1);
  });

  it("are named as left out where nobody here knows them, and not where the file goes along as it is", async () => {
    const bytes = await listing("ACME_shop");
    expect([...(await readGlb(bytes)).dropped]).toEqual(["extensions"]);
    const { card } = await convert(bytes, "stl");
    expect([card.dropped, card.notes.at(-1)]).toEqual([["extensions"], "Left out: extensions."]);
    expect((await convert(bytes, "glb")).card.dropped).toEqual([]);
    await expect(readGlb(await listing("ACME_shop", true))).rejects.toMatchObject({ fault: "extension" });
  });

  it("that a file requires are left out and named where it shows without them", async () => {
    const maker = new GlbMaker();
    const through = maker.document.createExtension(KHRMaterialsDiffuseTransmission).setRequired(true).createDiffuseTransmission().setDiffuseTransmissionFactor(0.5);
    maker.show(maker.box("shade", maker.document.createMaterial("paper").setExtension("KHR_materials_diffuse_transmission", through)));
    maker.document.getRoot().setExtension("KHR_xmp_json_ld", maker.document.createExtension(KHRXMP).setRequired(true).createPacket().setContext({ dc: "http://purl.org/dc/elements/1.1/" }).setProperty("dc:title", "Lamp"));
    const bytes = await maker.bytes();
    const model = await readGlb(bytes);
    expect([model.materials[0]!.extensions, [...model.dropped]]).toEqual([["KHR_materials_diffuse_transmission"], ["extensions"]]);
    expect((await convert(bytes, "obj")).card.lost).toContain("materialExtensions");
  });
});

describe("what a GLB is read by", () => {
  it.each<[string, unknown, object, string]>([
    ["an ArrayBuffer", new ArrayBuffer(8), {}, "new Uint8Array(buffer)"],
    ["nothing", undefined, {}, "as a Uint8Array"],
    ["a mistyped limit", null, { limits: { maxTriangels: 10 } }, "\"maxTriangels\""],
    ["a limit that cannot be", null, { limits: { maxTriangles: -1 } }, "maxTriangles must be a whole number above 0, not -1."],
    ["a mistyped option", null, { nmae: "chair" }, "\"nmae\""],
  ])("is refused in words of its own where it is %s", async (_what, given, options, message) => {
    const bytes = (given === null ? await makeBox() : given) as Uint8Array;
    const refusal = { name: "MeshError", code: "option", message: expect.stringContaining(message) as string };
    await expect(readGlb(bytes, options)).rejects.toMatchObject(refusal);
    await expect(convert(bytes, "stl", options)).rejects.toMatchObject(refusal);
  });
});
