import type { ExportFormat, ExportFormatEntry } from "@model-3d/contract";
import { expect } from "@open-wc/testing";
import { de } from "../locale/de.ts";
import { registerLocale } from "../locale/locale.ts";
import { formatBytes } from "./format-bytes.ts";
import { fileNameOf, offersOf, parseFormats } from "./format-offers.ts";

describe("the formats of a model", () => {
  it("are those that are there, the known ones first, then those that are not", () => {
    const { ready, missing } = offersOf({ blend: "/b", obj: "/o", mtl: "/m", glb: "/g", glb_light: "/l" }, null, null);
    expect(ready.map(({ format }) => format)).to.deep.equal(["glb", "obj", "mtl", "blend"]);
    expect(missing.map(({ format }) => format)).to.deep.equal(["usdz", "fbx", "stl", "3mf", "gltf", "ply", "step", "dxf"]);
  });

  it("are the wanted ones and no others, in their order", () => {
    expect(offersOf({ glb: "/g", obj: "/o" }, null, ["stl", "obj"])).to.deep.equal({ ready: [{ format: "obj", url: "/o" }], missing: [{ format: "stl" }] });
    expect(parseFormats(" STL, obj  stl ")).to.deep.equal(["stl", "obj"]);
    expect(parseFormats(" ")).to.equal(null);
    expect(parseFormats(undefined)).to.equal(null);
  });
});

describe("the formats that a server makes", () => {
  const entryOf = (format: ExportFormat, changes: Partial<ExportFormatEntry> = {}): ExportFormatEntry => ({
    ...{ format, use: "Of use.", extension: format === "obj" ? "zip" : format, media_type: "application/octet-stream", available: true, how: "made", options: [], units: ["mm"] },
    ...{ default_unit: "mm", default_up_axis: "z", default_max_faces: null, card: null, ...changes },
  });

  it("are made where they are made, and taken as they are where not", () => {
    const entries = [entryOf("glb", { how: "direct" }), entryOf("obj"), entryOf("fbx", { how: "provider" }), entryOf("step", { available: false, reason: "Switched off." })];
    const { ready, missing } = offersOf({ glb: "/g", obj: "/o", mtl: "/m", fbx: "/f" }, entries, null);
    expect(ready.map(({ format, url, entry }) => [format, url, entry?.how])).to.deep.equal([["glb", "/g", "direct"], ["obj", undefined, "made"], ["fbx", "/f", "provider"]]);
    expect(missing).to.deep.include({ format: "step", reason: "Switched off." });
    expect(missing).to.deep.include({ format: "stl" });
  });

  it("are saved with the ending that the server says", () => {
    expect(fileNameOf("Chair", 2, { format: "obj", entry: entryOf("obj") })).to.equal("Chair-v2.obj.zip");
    expect(fileNameOf("Chair", 2, { format: "step", entry: entryOf("step") })).to.equal("Chair-v2.step");
  });
});

describe("the name of a saved file", () => {
  const nameOf = (name: string, format = "glb", url = "/model-files/1/model.glb?expires=1&signature=a.b"): string => fileNameOf(name, 2, { format, url });

  it("is the thing's, with version and ending", () => {
    expect(nameOf("Oak chair")).to.equal("Oak-chair-v2.glb");
    expect(nameOf("Стул № 7")).to.equal("Стул-№-7-v2.glb");
    expect(nameOf("Chair", "stl", "/proxy-3d-model?url=https%3A%2F%2Fa.example%2Fmodel.stl")).to.equal("Chair-v2.stl");
    expect(nameOf("Chair", "pre_remeshed_glb", "/model-files/1/pre_remeshed_model.glb")).to.equal("Chair-v2-pre-remeshed.glb");
    expect(nameOf("Chair", "obj", "blob:http://localhost/1")).to.equal("Chair-v2.obj");
  });

  it("holds nothing that a system takes for more than a name", () => {
    expect(nameOf("../..\\a:b*?\"<>|\u202e\n.")).to.equal("a-b-v2.glb");
    expect(nameOf(" ..")).to.equal("model-v2.glb");
    expect(Array.from(nameOf("🪑".repeat(200)))).to.have.length(107);
  });
});

describe("the size of a file", () => {
  it("is said in the unit that fits, in the words of the language", () => {
    expect([0, 999, 1000, 1_234_567, 250_000_000].map((bytes) => formatBytes(bytes, "en"))).to.deep.equal(["0 byte", "999 byte", "1 kB", "1.2 MB", "250 MB"]);
    registerLocale("de", de);
    expect(formatBytes(1_234_567, "de")).to.equal("1,2 MB");
    expect(formatBytes(1_234_567, "x"), "a language that is none").to.match(/1.2 MB/);
  });
});
