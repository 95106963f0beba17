import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { codec } from "../../test/codec.ts";
import { boxArrays, GlbMaker } from "../../test/make-glb.ts";
import { makeRichGlb, PIXELS, RICH } from "../../test/make-rich-glb.ts";
import { measureCorners } from "../../test/measure-corners.ts";
import { decodePng, pngCodec } from "../../test/png-codec.ts";
import { tintedPixels } from "../../test/tinted-pixels.ts";
import { read3mf } from "../../test/read-3mf.ts";
import type { Material, Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import type { WriteOptions } from "./write-options.ts";

const write = async (glb: Uint8Array, options: WriteOptions = {}) => read3mf(await collectBytes(writeModel(await readGlb(glb), "3mf", options)));

describe("3MF", () => {
  it("is read with all parts, in millimetres, closed, Z up", async () => {
    const { unit, title, objects } = await write(await makeRichGlb(), { scale: 0.12, name: "Vase & <Fuß>" });
    expect([unit, title]).toEqual(["millimeter", "Vase & <Fuß>"]);
    expect(objects.map(({ name, vertices }) => [name, vertices])).toEqual([["Vase 花", 8], ["plain", 8], ["bare", 8]]);
    const { triangles, min, max, volume } = measureCorners(objects.flatMap(({ corners }) => corners));
    expect(triangles).toBe(RICH.triangles);
    [RICH.min[0]!, -RICH.max[2]!, RICH.min[1]!].forEach((value, axis) => expect(min[axis]).toBeCloseTo(value * 120, 3));
    [RICH.max[0]!, -RICH.min[2]!, RICH.max[1]!].forEach((value, axis) => expect(max[axis]).toBeCloseTo(value * 120, 3));
    expect(volume / 120 ** 3 / RICH.volume).toBeCloseTo(1, 4);
  });

  it("has a picture of itself, where one can be written", async () => {
    const files = async (options: WriteOptions) => unzipSync(await collectBytes(writeModel(await readGlb(await makeRichGlb()), "3mf", options)));
    const made = await files({ codec });
    const { width, height, data } = await codec.decode(made["Metadata/thumbnail.jpeg"]!, "image/jpeg");
    expect([width, height, data[0], data.some((value, at) => at % 4 === 0 && value < 100)]).toEqual([256, 256, 255, true]);
    expect(strFromU8(made["_rels/.rels"]!)).toContain('Target="/Metadata/thumbnail.jpeg" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"');
    const bare = await files({});
    expect([bare["Metadata/thumbnail.jpeg"], strFromU8(bare["_rels/.rels"]!).includes("thumbnail")]).toEqual([undefined, false]);
  });

  it("says its unit and stands as it is told", async () => {
    const { unit, objects } = await write(await makeRichGlb(), { unit: "in", upAxis: "y" });
    expect(unit).toBe("inch");
    measureCorners(objects.flatMap(({ corners }) => corners)).max.forEach((value, axis) => expect(value * 0.0254).toBeCloseTo(RICH.max[axis]!, 5));
  });

  it("has base colours, colours of vertices and the texture, each where it belongs", async () => {
    const glb = await makeRichGlb();
    const { objects, bases, metals, textures } = await write(glb);
    expect(bases).toEqual([{ name: "Glazed 釉", displaycolor: "#FFBCFFFF" }, { name: "Material", displaycolor: "#FFFFFFFF" }, { name: "green", displaycolor: "#00FF00FF" }]);
    expect(metals[2]).toEqual({ name: "green", metallicness: "1", roughness: "0.25" });
    expect(textures.map(({ attributes }) => attributes)).toEqual([{ id: "3", path: "/3D/Textures/base_colour.png", contenttype: "image/png", tilestyleu: "wrap", tilestylev: "wrap" }]);
    expect(decodePng(textures[0]!.bytes)).toEqual(PIXELS);
    const { parts } = await readGlb(glb);
    const [vase, plain, bare] = objects;
    parts[0]!.indices.forEach((vertex, corner) => {
      const { kind, values } = vase!.surface[Math.floor(corner / 3)]!;
      expect([kind, JSON.parse(values[corner % 3]!)]).toEqual(["m:texture2dgroup", { u: String(parts[0]!.uvs![2 * vertex]), v: String(1 - parts[0]!.uvs![2 * vertex + 1]!) }]);
    });
    parts[1]!.indices.forEach((vertex, corner) => {
      const { kind, values } = plain!.surface[Math.floor(corner / 3)]!;
      expect([kind, JSON.parse(values[corner % 3]!)]).toEqual(["m:colorgroup", { color: parts[1]!.colors![4 * vertex] === 1 ? "#FF8989FF" : "#BC6363FF" }]);
    });
    for (const { kind, values } of bare!.surface) expect([kind, JSON.parse(values[0]!)]).toEqual(["basematerials", { name: "green", displaycolor: "#00FF00FF" }]);
  });

  it("works the base colour into the picture, with its alpha where something is seen through, each colour once", async () => {
    const model = await readGlb(await makeRichGlb({ alphaMode: "BLEND" }));
    const [vase] = model.parts as [Part];
    const [glazed] = model.materials as [Material];
    const worn = { ...model, materials: [glazed, glazed, { ...glazed, alphaMode: "opaque" as const }, { ...glazed, baseColor: [1, 1, 1, 0.3] as const }], parts: [0, 1, 2, 3].map((material) => ({ ...vase, name: `vase ${material}`, material })) };
    const { textures } = read3mf(await collectBytes(writeModel(worn, "3mf", { codec: pngCodec })));
    expect(textures.map(({ path, bytes }) => [path.split("/").at(-1), [...decodePng(bytes).data]])).toEqual([
      ["base_colour-tinted.png", tintedPixels(PIXELS, [1, 0.5, 1, 0.5])],
      ["base_colour-tinted-2.png", tintedPixels(PIXELS, [1, 0.5, 1]).map((value, at) => (at % 4 === 3 ? 255 : value))],
      ["base_colour-tinted-3.png", tintedPixels(PIXELS, [1, 1, 1, 0.3])],
    ]);
    const { kept, changed } = judgeFormat(worn, "3mf", { codec: pngCodec });
    expect([kept.includes("baseColor"), changed.includes("alpha")]).toEqual([true, true]);
  });

  it("makes one closed object of a mesh in two materials", async () => {
    const maker = new GlbMaker();
    const { positions, indices } = boxArrays();
    const mesh = maker.document.createMesh("two");
    for (const [at, name] of ["upper", "lower"].entries()) {
      const primitive = maker.document.createPrimitive().setMaterial(maker.document.createMaterial(name).setBaseColorFactor([at, 0, 0, 1]));
      const places = maker.accessor("VEC3", positions.slice(36 * at, 36 * at + 36));
      mesh.addPrimitive(primitive.setAttribute("POSITION", places).setIndices(maker.accessor("SCALAR", indices.slice(18 * at, 18 * at + 18).map((index) => index - 12 * at))));
    }
    maker.show(mesh, "two");
    const { objects } = await write(await maker.bytes());
    expect(objects.map(({ vertices }) => vertices)).toEqual([8]);
    expect(measureCorners(objects[0]!.corners)).toMatchObject({ triangles: 12, volume: 1000 ** 3 });
    expect(new Set(Array.from({ length: 12 }, (_, at) => String(objects[0]!.corners.slice(9 * at, 9 * at + 9)))).size).toBe(12);
    expect(objects[0]!.surface.map(({ values }) => (JSON.parse(values[0]!) as { name: string }).name)).toEqual([...Array<string>(6).fill("upper"), ...Array<string>(6).fill("lower")]);
  });

  it("says whether it tells how its parts reflect: of one colour, and not of pictures and of colours of vertices", async () => {
    const model = await readGlb(await makeRichGlb());
    const [vase, plain, bare] = model.parts as [Part, Part, Part];
    const fateOf = (...parts: Part[]) => Object.entries(judgeFormat({ ...model, parts }, "3mf")).find(([, aspects]) => aspects.includes("metallicRoughness"))?.[0];
    expect([fateOf(bare), fateOf(vase), fateOf({ ...bare, colors: plain.colors }), fateOf(vase, bare)]).toEqual(["kept", "lost", "lost", "changed"]);
    // What the card says is what triangles refer to.
    const { objects, metals } = read3mf(await collectBytes(writeModel({ ...model, parts: [vase, bare] }, "3mf")));
    expect([objects.map(({ surface }) => surface[0]!.kind), metals[2]!.roughness]).toEqual([["m:texture2dgroup", "basematerials"], "0.25"]);
  });

  it("leaves out triangles that are none, and refuses a model of nothing else", async () => {
    const model = await readGlb(await makeRichGlb());
    const [part] = model.parts as [Part];
    const flat = { ...part, name: "flat", indices: Uint32Array.from([0, 0, 1]) };
    const { objects } = read3mf(await collectBytes(writeModel({ ...model, parts: [part, flat, { ...part, indices: Uint32Array.from([...part.indices, 5, 5, 6]) }] }, "3mf", { repair: false })));
    expect(objects.map(({ surface }) => surface.length)).toEqual([12, 12]);
    await expect(collectBytes(writeModel({ ...model, parts: [flat] }, "3mf"))).rejects.toMatchObject({ code: "no_triangles" });
    await expect(collectBytes(writeModel({ ...model, parts: [] }, "3mf"))).rejects.toMatchObject({ code: "no_triangles" });
  });

  it("says what it changes and loses, makes PNG of what it does not take, and stops when told", async () => {
    const model = await readGlb(await makeRichGlb());
    expect(judgeFormat(model, "3mf")).toEqual({
      kept: ["triangles", "size", "parts", "names", "vertexColors", "baseColorTexture"],
      changed: ["uvs", "baseColor", "metallicRoughness"],
      lost: ["normals", "normalTexture", "occlusion", "emissive", "doubleSided"],
    });
    const webp = { ...model, textures: model.textures.map((texture) => ({ ...texture, type: "image/webp" as const })) };
    await expect(collectBytes(writeModel(webp, "3mf"))).rejects.toMatchObject({ code: "unreadable_image" });
    const { textures } = read3mf(await collectBytes(writeModel(webp, "3mf", { codec: pngCodec })));
    expect(textures[0]!.attributes.contenttype).toBe("image/png");
    const stop = new AbortController();
    const [part] = model.parts as [Part];
    const large = { ...model, parts: [{ ...part, indices: new Uint32Array(36 * 1000).map((_, at) => part.indices[at % 36]!) }] };
    const writing = writeModel(large, "3mf", { signal: stop.signal, repair: false });
    await writing.next();
    stop.abort(new Error("enough"));
    await expect(collectBytes(writing)).rejects.toThrow("enough");
  });
});
