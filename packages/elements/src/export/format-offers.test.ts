import { expect } from "@open-wc/testing";
import { formatBytes } from "./format-bytes.ts";
import { fileNameOf, offersOf, parseFormats } from "./format-offers.ts";

describe("the formats of a model", () => {
  it("are those that are there, the known ones first, then those that are not", () => {
    const { ready, missing } = offersOf({ blend: "/b", obj: "/o", mtl: "/m", glb: "/g" }, null);
    expect(ready.map(({ format }) => format)).to.deep.equal(["glb", "obj", "mtl", "blend"]);
    expect(missing).to.deep.equal(["usdz", "fbx", "stl", "3mf", "gltf", "ply", "step", "dxf"]);
  });

  it("are the wanted ones and no others, in their order", () => {
    expect(offersOf({ glb: "/g", obj: "/o" }, ["stl", "obj"])).to.deep.equal({ ready: [{ format: "obj", url: "/o" }], missing: ["stl"] });
    expect(parseFormats(" STL, obj  stl ")).to.deep.equal(["stl", "obj"]);
    expect(parseFormats(" ")).to.equal(null);
    expect(parseFormats(undefined)).to.equal(null);
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
    expect(formatBytes(1_234_567, "de")).to.equal("1,2 MB");
    expect(formatBytes(1_234_567, "x"), "a language that is none").to.match(/1.2 MB/);
  });
});
