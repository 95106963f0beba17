import { describe, expect, it } from "vitest";
import { hashSettings, settleOptions } from "./export-settings.ts";
import { nameFile } from "./name-file.ts";
import { planExport } from "./plan-export.ts";

const HEIGHT = { axis: "height", value: 12, unit: "cm" } as const;
const OF_A_SERVICE = { provider: "meshy", modelUrls: { glb: "model.glb", fbx: "model.fbx", usdz: "https://assets.example/model.usdz", obj: "model.obj" } };

describe("where a file comes from", () => {
  const how = (format: Parameters<typeof settleOptions>[0], options: Parameters<typeof settleOptions>[1] = {}, kept: Parameters<typeof settleOptions>[2] = null, model = OF_A_SERVICE) => planExport(model, format, settleOptions(format, options, kept)).how;

  it("is the model's own GLB, and the service's own file where that is better", () => {
    expect([how("glb"), how("fbx"), how("usdz"), how("obj"), how("step")]).toEqual(["direct", "provider", "provider", "made", "made"]);
    expect(how("fbx", { unit: "cm", textures: true })).toBe("provider");
    expect(planExport(OF_A_SERVICE, "usdz", settleOptions("usdz", {}, null))).toEqual({ how: "provider", place: "https://assets.example/model.usdz" });
  });

  it("is here where a size or anything else was asked for, or where it was made here", () => {
    expect([how("glb", { realSize: HEIGHT }), how("glb", {}, HEIGHT), how("fbx", {}, HEIGHT), how("fbx", { unit: "mm" }), how("usdz", { textures: false })]).toEqual(Array.from({ length: 5 }, () => "made"));
    expect(how("glb", { realSize: null }, HEIGHT)).toBe("direct");
    expect(how("usdz", {}, null, { ...OF_A_SERVICE, provider: "local" })).toBe("made");
  });
});

describe("the settings of an export", () => {
  it("are the same for the same size in another unit, and other for everything else", () => {
    const hash = (options: Parameters<typeof settleOptions>[1], format: Parameters<typeof settleOptions>[0] = "step") => hashSettings(format, "Chair", settleOptions(format, options, null));
    const same = [{ realSize: HEIGHT }, { realSize: { ...HEIGHT, value: 0.12, unit: "m" } }, { realSize: { ...HEIGHT, value: 120, unit: "mm" }, unit: "mm", maxFaces: 20_000, tessellated: false }] as const;
    expect(new Set(same.map((options) => hash(options))).size).toBe(1);
    const others = [{}, { realSize: HEIGHT }, { realSize: { ...HEIGHT, axis: "width" } }, { realSize: { ...HEIGHT, value: 13 } }, { unit: "in" }, { upAxis: "y" }, { maxFaces: 100 }, { tessellated: true }] as const;
    expect(new Set(others.map((options) => hash(options))).size).toBe(others.length);
    expect(hash({}, "stl")).not.toBe(hash({}, "dxf"));
    expect(hash({})).not.toBe(hashSettings("step", "Stool", settleOptions("step", {}, null)));
  });

  it("ask for as many triangles of a tessellated STEP as the model has, where nobody says fewer", () => {
    expect(settleOptions("step", {}, null).maxFaces).toBe(20_000);
    expect(settleOptions("step", { tessellated: true }, null)).not.toHaveProperty("maxFaces");
    expect(settleOptions("step", { tessellated: true, maxFaces: 500 }, null).maxFaces).toBe(500);
  });

  it("know nothing that the format does not", () => {
    expect(settleOptions("stl", { unit: "in" }, HEIGHT)).toEqual({ unit: "in", upAxis: "z", realSize: HEIGHT });
    expect(() => settleOptions("stl", { textures: false }, null)).toThrow("options.textures: is not an option of stl, which knows realSize, unit, upAxis");
  });
});

describe("the name of a file", () => {
  it.each([
    ["Oak chair", "stl", "stl", "Oak-chair-v2.stl"],
    ["Oak chair", "obj", "zip", "Oak-chair-v2.obj.zip"],
    ["../../etc/passwd", "glb", "glb", "etc-passwd-v2.glb"],
    ["Stuhl «Höhe» \u202Egpj", "ply", "ply", "Stuhl-«Höhe»-gpj-v2.ply"],
    ["???", "3mf", "3mf", "model-v2.3mf"],
  ] as const)("of %j as %s", (product, format, extension, name) => {
    expect(nameFile(product, 2, { format, extension })).toBe(name);
  });
});
