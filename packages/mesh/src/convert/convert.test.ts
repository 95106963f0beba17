import { describe, expect, it } from "vitest";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { makeRichGlb } from "../../test/make-rich-glb.ts";
import { measureCorners } from "../../test/measure-corners.ts";
import { ballOf, modelOf, trianglesOf, volumeOf } from "../../test/measure.ts";
import { cubesOf, withIndices } from "../../test/shapes.ts";
import { pngCodec } from "../../test/png-codec.ts";
import { optimizeGlb } from "../optimize/optimize-glb.ts";
import { simplifyModel } from "../optimize/simplify-model.ts";
import { readGlb } from "../read/read-glb.ts";
import { repairModel } from "../repair/repair-model.ts";
import { FORMAT_NAMES, type FormatName } from "../write/format.ts";
import { FORMAT_OPTIONS, FORMATS } from "../write/formats.ts";
import { PER_METRE, resolveWriteOptions } from "../write/write-options.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import { convert, convertModel, describeConversion, type ConvertModelOptions } from "./convert.ts";
import { planExport } from "./plan-export.ts";
import { presentCard } from "./present-card.ts";

/** The corners of the triangles of a binary STL. */
function cornersOf(stl: Uint8Array): Float32Array {
  const view = new DataView(stl.buffer, stl.byteOffset, stl.byteLength);
  const count = view.getUint32(80, true);
  return Float32Array.from({ length: 9 * count }, (_, at) => view.getFloat32(84 + 50 * Math.floor(at / 9) + 12 + 4 * (at % 9), true));
}

const HEIGHT = { axis: "height", value: 12, unit: "cm" } as const;
/** Of each option: a value that a format that takes it would take. */
const VALUES: Readonly<Record<(typeof FORMAT_OPTIONS)[number], ConvertModelOptions>> = { unit: { unit: "cm" }, upAxis: { upAxis: "y" }, maxFaces: { maxFaces: 50 }, tessellated: { tessellated: true }, dxf: { dxf: "mesh" }, excessFaces: { excessFaces: "refuse" }, textures: { textures: false } };

describe("a conversion", () => {
  it.each(FORMAT_NAMES)("to %s says before the first byte what the file is, and how many bytes after the last", async (format) => {
    const glb = await makeRichGlb();
    const conversion = await convert(glb, format, { realSize: HEIGHT, codec: pngCodec });
    const { unit, upAxis } = FORMATS[format];
    // It is 11.5 wide, 12 high and 4 deep.
    const inUnit = (metres: number) => expect.closeTo((metres / 100) * PER_METRE[unit], 6) as number;
    expect(conversion.card).toMatchObject({ format, unit, upAxis, dimensions: { width: inUnit(11.5), height: inUnit(12), depth: inUnit(4) }, isRealSize: true, triangles: 36, bytes: null, dropped: [] });
    expect(conversion).toMatchObject({ extension: FORMATS[format].extension, mediaType: FORMATS[format].mediaType });
    expect(await describeConversion(await readGlb(glb), format, { realSize: HEIGHT, codec: pngCodec })).toEqual(conversion.card);
    const bytes = await collectBytes(conversion.chunks);
    expect(conversion.card.bytes).toBe(bytes.length);
    expect(JSON.parse(JSON.stringify(conversion.card))).toEqual(conversion.card);
  });

  it("refuses options that there are not, and a size of what has no surface", async () => {
    const box = await makeBox();
    await expect(convert(box, "stl", { unti: "mm" } as never)).rejects.toMatchObject({ code: "option", message: expect.stringMatching(/no option "unti"; there are unit, .*realSize, limits, draco/) as string });
    const model = await readGlb(box);
    await expect(simplifyModel(model, { maxErorr: 1 } as never)).rejects.toMatchObject({ code: "option" });
    await expect(repairModel(model, { maxHoles: 1 } as never)).rejects.toMatchObject({ code: "option" });
    await expect(optimizeGlb(box, { qualty: 1 } as never)).rejects.toMatchObject({ code: "option" });
    await expect(convertModel({ ...model, parts: [] }, "glb", { realSize: { axis: "height", value: 12, unit: "cm" } })).rejects.toMatchObject({ code: "no_triangles" });
  });

  it("refuses what is all in one place, in words that do not ask for another of its sizes; the file itself goes on as it is", async () => {
    const maker = new GlbMaker();
    maker.show(maker.box()).setScale([0, 0, 0]);
    const glb = await maker.bytes();
    for (const format of FORMAT_NAMES) {
      const isFile = format === "glb" || format === "gltf";
      if (isFile) expect((await convert(glb, format)).card.dimensions).toEqual({ width: 0, height: 0, depth: 0 });
      else await expect(convert(glb, format), format).rejects.toMatchObject({ code: "no_triangles" });
      await expect(convert(glb, format, { realSize: HEIGHT }), format).rejects.toMatchObject({ code: "no_triangles", message: expect.stringContaining("in one place") as string });
    }
  });

  it("gives the file the size that one known dimension says, whichever that is", async () => {
    for (const [realSize, height] of [[HEIGHT, 120], [{ axis: "width", value: 1, unit: "in" }, (25.4 / 11.5) * 12], [{ axis: "depth", value: 0.004, unit: "m" }, 12]] as const) {
      const { chunks, card } = await convert(await makeRichGlb(), "stl", { realSize });
      const { min, max } = measureCorners(cornersOf(await collectBytes(chunks)));
      expect(max[2]! - min[2]!).toBeCloseTo(height, 4);
      expect(card.dimensions.height).toBeCloseTo(height, 5);
    }
    const { card } = await convert(await makeBox(), "stl", { scale: 2, unit: "in" });
    expect(card).toMatchObject({ isRealSize: false, dimensions: { width: expect.closeTo(2 / 0.0254, 6) as number } });
  });

  it("refuses a size that cannot be, and one along which the model is flat", async () => {
    const flat = modelOf([0, 0, 0, 1, 0, 0, 1, 1, 0], [0, 1, 2]);
    const refused = (options: ConvertModelOptions) => expect(convertModel(flat, "obj", options)).rejects;
    await refused({ realSize: { axis: "depth", value: 1, unit: "m" } }).toMatchObject({ code: "option", message: expect.stringContaining("no depth") as string });
    await refused({ realSize: { axis: "height", value: 0, unit: "m" } }).toThrow("realSize.value");
    await refused({ realSize: { axis: "length" as "depth", value: 1, unit: "m" } }).toThrow("realSize.axis");
    await refused({ realSize: { axis: "width", value: 1, unit: "ft" as "in" } }).toThrow("realSize.unit");
    await refused({ realSize: HEIGHT, scale: 2 }).toThrow("not both");
  });

  it.each(FORMAT_NAMES)("to %s takes the options that it says it takes, and refuses the others before it reads", async (format) => {
    const box = await makeBox();
    for (const option of FORMAT_OPTIONS) {
      if (FORMATS[format].takes.includes(option)) expect((await collectBytes((await convert(box, format, VALUES[option])).chunks)).length).toBeGreaterThan(0);
      else await expect(convert(new Uint8Array(3), format, VALUES[option])).rejects.toMatchObject({ code: "option", message: expect.stringContaining(option) as string });
    }
  });

  it("says whether the surface is closed", async () => {
    const box = await readGlb(await makeBox());
    for (const format of FORMAT_NAMES) expect((await describeConversion(box, format)).closed).toEqual({ isClosed: true, openEdges: 0, flippedEdges: 0, crowdedEdges: 0 });
    const half = { ...box, parts: [{ ...box.parts[0]!, indices: box.parts[0]!.indices.slice(0, 12) }] };
    for (const format of FORMAT_NAMES) {
      const { closed, notes } = await describeConversion(half, format);
      expect(closed).toMatchObject({ isClosed: false, openEdges: 8 });
      // What nobody prints may well be open.
      expect(notes.filter((note) => note.includes("not closed: 8 edges are open")).length).toBe(["stl", "3mf", "step"].includes(format) ? 1 : 0);
    }
  });

  it("mends what is not closed for formats of bodies, and elsewhere where that is asked for, and says so", async () => {
    const torn = withIndices(cubesOf(3), (indices) => [...indices.slice(3), ...indices.slice(9, 12)]);
    const repairs = { welded: 0, degenerate: 0, duplicate: 1, turned: 0, filled: 1, separated: 0 };
    expect((await describeConversion(torn, "stl")).notes).toContain("Mended: 1 triangle that was there twice left out, 1 hole closed.");
    expect(presentCard(await describeConversion(torn, "stl")).notes).toContainEqual({ code: "mended", values: { duplicate: 1, filled: 1 }, message: "Mended: 1 triangle that was there twice left out, 1 hole closed." });
    for (const format of ["stl", "3mf", "step"] as const) {
      expect(await describeConversion(torn, format)).toMatchObject({ closed: { isClosed: true }, repairs, triangles: 108, trianglesBefore: 108, changed: expect.arrayContaining(["triangles"]) as string[] });
      expect(await describeConversion(torn, format, { repair: false })).toMatchObject({ closed: { isClosed: false, openEdges: 3, crowdedEdges: 3 }, repairs: null });
    }
    expect((await describeConversion(torn, "stl")).kept).not.toContain("triangles");
    expect(await describeConversion(torn, "obj")).toMatchObject({ closed: { isClosed: false }, repairs: null, kept: expect.arrayContaining(["triangles"]) as string[] });
    expect(await describeConversion(torn, "obj", { repair: true })).toMatchObject({ closed: { isClosed: true }, repairs, changed: expect.arrayContaining(["triangles"]) as string[] });
    expect(measureCorners(cornersOf(await collectBytes(writeModel(torn, "stl", { unit: "m" }))))).toMatchObject({ triangles: 108, volume: expect.closeTo(1, 6) as number });
    const inwards = withIndices(cubesOf(2), (indices) => indices.reverse());
    expect(await describeConversion(inwards, "stl")).toMatchObject({ closed: { isClosed: true }, repairs: { turned: 48 } });
    expect(measureCorners(cornersOf(await collectBytes(writeModel({ ...inwards, parts: [...inwards.parts, ...cubesOf(1, [0, 5, 0]).parts] }, "stl", { unit: "m" })))).volume).toBeCloseTo(2, 6);
    await expect(convertModel(torn, "stl", { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("leaves out what has two corners in one place for formats of bodies, and says what has no area and has to stay", async () => {
    const cube = cubesOf(1);
    const [part] = cube.parts;
    const collapsed = withIndices(cube, (indices) => [...indices, 0, 0, 1, 2, 3, 3]);
    for (const format of ["stl", "3mf", "step"] as const) {
      const { triangles, closed, repairs, notes } = await describeConversion(collapsed, format);
      expect({ triangles, closed: closed.isClosed, repairs }).toMatchObject({ triangles: 12, closed: true, repairs: { degenerate: 2 } });
      expect(notes).toContain("Mended: 2 triangles without a surface left out.");
    }
    expect(cornersOf(await collectBytes((await convertModel(collapsed, "stl")).chunks)).length).toBe(9 * 12);
    // A side of two triangles beside two of four: what closes the seam is a triangle that has its corners in one line.
    const seam = { ...cube, parts: [{ ...part!, normals: null, uvs: null, positions: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7].flatMap((at) => [at & 1, (at >> 1) & 1, at >> 2]).concat(0.5, 0, 0)), indices: Uint32Array.of(0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 8, 4, 8, 5, 4, 8, 1, 5, 0, 1, 8, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5) }] };
    const kept = await describeConversion(seam, "stl");
    expect(kept).toMatchObject({ closed: { isClosed: true }, triangles: 14, flatTriangles: 1, repairs: null });
    expect(kept.notes).toContainEqual(expect.stringContaining("1 triangle has no area"));
    expect((await describeConversion(seam, "step")).notes.join()).not.toContain("no area");
  });

  it.each(FORMAT_NAMES)("to %s refuses triangles at vertices that there are not", async (format) => {
    const box = await readGlb(await makeBox());
    for (const [indices, words] of [[[0, 1, 24], "vertex 24, of 24"], [[0, 1, 2, 3], "4 corners"]] as const) {
      const broken = withIndices(box, () => indices);
      await expect(convertModel(broken, format)).rejects.toMatchObject({ code: "not_numbers", message: expect.stringContaining(words) as string });
      await expect(collectBytes(writeModel(broken, format))).rejects.toMatchObject({ code: "not_numbers" });
    }
  });

  it.each(FORMAT_NAMES)("to %s refuses positions that are no numbers, and sizes that no file can say", async (format) => {
    const box = await readGlb(await makeBox());
    for (const value of [NaN, Infinity, -Infinity]) {
      const broken = { ...box, parts: [{ ...box.parts[0]!, positions: box.parts[0]!.positions.map((number, at) => (at === 4 ? value : number)) }] };
      await expect(convertModel(broken, format)).rejects.toMatchObject({ code: "not_numbers", message: expect.stringContaining('"box"') as string });
      await expect(collectBytes(writeModel(broken, format))).rejects.toMatchObject({ code: "not_numbers" });
    }
    await expect(convertModel(box, format, { scale: 1e39 })).rejects.toMatchObject({ code: "option", message: expect.stringContaining("smaller size") as string });
    await expect(convert(await makeBox(), format, { scale: 1e39 })).rejects.toMatchObject({ code: "option" });
    await expect(convertModel(box, format, { scale: 1e-50 })).rejects.toMatchObject({ code: "option", message: expect.stringContaining("larger size") as string });
    await expect(convert(await makeBox(), format, { realSize: { axis: "height", value: 1e-50, unit: "m" } })).rejects.toMatchObject({ code: "option" });
  });

  it("has all corners at the smallest size that the numbers of a format can tell, and is refused below it", async () => {
    const box = await readGlb(await makeBox());
    const written = async (format: FormatName, scale: number, unit: "m" | "mm") => collectBytes((await convertModel(box, format, { scale, unit })).chunks);
    const stl = cornersOf(await written("stl", 1.5e-46, "mm"));
    expect(new Set(Array.from({ length: stl.length / 3 }, (_, at) => stl.slice(3 * at, 3 * at + 3).join())).size).toBe(8);
    for (const [format, unit, scale] of [["stl", "mm", 1e-46], ["ply", "m", 1e-43], ["obj", "m", 0.9e-10], ["obj", "mm", 0.9e-13], ["3mf", "mm", 0.9e-13], ["usdz", "m", 0.9e-10], ["dxf", "mm", 0.9e-7]] as const) {
      await expect(written(format, scale, unit), `${format} ${unit}`).rejects.toMatchObject({ code: "option" });
      expect((await written(format, 2 * scale, unit)).length).toBeGreaterThan(0);
    }
  });

  it("says that bodies overlap, which are closed each for itself", async () => {
    const overlapping = cubesOf(2, [0, 0, 0], [0.5, 0.4, 0.3], [5, 0, 0]);
    for (const format of ["stl", "3mf", "step"] as const) {
      const { closed, overlappingBodies, notes } = await describeConversion(overlapping, format);
      expect([closed.isClosed, overlappingBodies]).toEqual([true, 2]);
      expect(notes).toContainEqual(expect.stringMatching(/^2 bodies overlap: /));
    }
    expect(await describeConversion(cubesOf(2, [0, 0, 0], [5, 0, 0]), "stl")).toMatchObject({ overlappingBodies: 0, notes: expect.not.arrayContaining([expect.stringContaining("overlap")]) as string[] });
    expect(await describeConversion(overlapping, "obj")).toMatchObject({ overlappingBodies: 0 });
  });

  it("counts the faces of a STEP, and only of that", async () => {
    const box = await readGlb(await makeBox());
    expect(await describeConversion(box, "step")).toMatchObject({ faces: 6, triangles: 12 });
    expect(await describeConversion(box, "step", { tessellated: true })).toMatchObject({ faces: null });
    expect(await describeConversion(box, "dxf")).toMatchObject({ faces: null });
  });

  it("makes a STEP of more faces than may be simpler, says by how much, and refuses it where that is asked for", async () => {
    const ball = ballOf(24);
    const realSize = { axis: "height", value: 100, unit: "mm" } as const;
    const { card, chunks } = await convertModel(ball, "step", { realSize, maxFaces: 300 });
    const { from, to, error } = card.simplified!;
    expect([from, to]).toEqual([24 * 2 * 24, card.faces]);
    expect(to).toBeGreaterThan(200);
    expect(to).toBeLessThanOrEqual(300);
    // Of a ball of 50 mm: with so few faces it cannot be off by less, and should not by more.
    expect(error).toBeGreaterThan(0.01);
    expect(error).toBeLessThan(1.5);
    const twice = await describeConversion(ball, "step", { realSize: { ...realSize, value: 200 }, maxFaces: 300 });
    expect(twice.simplified!.error).toBeCloseTo(2 * error, 9);
    expect(card).toMatchObject({ closed: { isClosed: true }, changed: expect.arrayContaining(["triangles"]) as string[], trianglesBefore: 2208 });
    expect(card.triangles).toBeGreaterThanOrEqual(to);
    expect(card.triangles).toBeLessThan(600);
    expect(card.notes.join()).toMatch(new RegExp(`Simplified from 1,152 to ${to} faces; the surface is off by about [0-9.]+ mm`));
    expect(presentCard(card).notes).toEqual(card.notes.map((message) => ({ code: "simplified", values: { from, to, of: "faces", error, unit: "mm" }, message })));
    const text = new TextDecoder().decode(await collectBytes(chunks));
    expect([text.match(/=ADVANCED_FACE\(/g)!.length, text.match(/=MANIFOLD_SOLID_BREP\(/g)!.length]).toEqual([to, 1]);
    expect(volumeOf(trianglesOf((await planExport(ball, FORMATS.step, resolveWriteOptions({ maxFaces: 300 }, { ...FORMATS.step, name: "ball" }))).model)) / volumeOf(trianglesOf(ball))).toBeCloseTo(1, 1);
    await expect(convertModel(ball, "step", { maxFaces: 300, excessFaces: "refuse" })).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("1152 faces") as string });
    expect((await describeConversion(ball, "step", { tessellated: true })).simplified).toBe(null);
    const tessellated = await convertModel(ball, "step", { maxFaces: 300, tessellated: true });
    expect(tessellated.card).toMatchObject({ faces: null, simplified: { from: 2208, to: tessellated.card.triangles }, closed: { isClosed: true } });
    expect(tessellated.card.notes.join()).toMatch(/Simplified from 2,208 to \d+ triangles/);
    expect(tessellated.card.triangles).toBeGreaterThan(200);
    expect(tessellated.card.triangles).toBeLessThanOrEqual(300);
    const facets = /=TRIANGULATED_FACE\(.*\),\(\((.*)\)\)\);/.exec(new TextDecoder().decode(await collectBytes(tessellated.chunks)))![1]!;
    expect(facets.split("),(").length).toBe(tessellated.card.triangles);
    await expect(convertModel(ball, "step", { maxFaces: 300, tessellated: true, excessFaces: "refuse" })).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("2208 triangles") as string });
  });

  it("spends the faces that merging leaves on what is curved", async () => {
    // Of forty cubes no face can be spared; each has twice as many triangles.
    const cubes = cubesOf(1, ...Array.from({ length: 40 }, (_, at) => [2 * at - 40, 3, 0] as const));
    const { simplified } = await describeConversion({ ...cubes, parts: [...cubes.parts, ...ballOf(24).parts] }, "step", { maxFaces: 700 });
    expect(simplified!.from).toBe(40 * 6 + 24 * 2 * 24);
    expect(simplified!.to).toBeGreaterThan(600);
    expect(simplified!.to).toBeLessThanOrEqual(700);
  });

  it("does not simplify what merges, and refuses what no simplifying makes few enough", async () => {
    expect(await describeConversion(cubesOf(20), "step", { maxFaces: 6 })).toMatchObject({ faces: 6, simplified: null });
    const apart = cubesOf(1, ...Array.from({ length: 9 }, (_, at) => [3 * at, 0, 0] as const));
    await expect(convertModel(apart, "step", { maxFaces: 4 })).rejects.toMatchObject({ code: "too_large" });
  });

  it("leaves pictures out where that is asked for, and says what is lost by it", async () => {
    const model = await readGlb(await makeRichGlb());
    for (const format of ["glb", "obj", "fbx", "usdz", "3mf", "ply"] as const) {
      const [whole, bare] = [await describeConversion(model, format, { codec: pngCodec }), await describeConversion(model, format, { codec: pngCodec, textures: false })];
      expect(whole.lost).not.toContain("baseColorTexture");
      expect(bare.lost).toContain("baseColorTexture");
      expect([...bare.kept, ...bare.changed, ...bare.lost].sort()).toEqual([...whole.kept, ...whole.changed, ...whole.lost].sort());
    }
    // What cannot be read without a codec need not be.
    const webp = { ...model, textures: model.textures.map((texture) => ({ ...texture, type: "image/webp" as const })) };
    const usdz = await collectBytes((await convertModel(webp, "usdz", { textures: false })).chunks);
    expect(new TextDecoder().decode(usdz)).not.toContain("UsdUVTexture");
  });

  it("names what the file had and no format gets, tells how far it is, and stops when it is told to", async () => {
    const box = await readGlb(await makeBox());
    expect(await describeConversion({ ...box, dropped: new Set(["cameras", "animations"]) }, "stl")).toMatchObject({ dropped: ["cameras", "animations"], lost: expect.arrayContaining(["animations"]) as string[] });
    const told: number[] = [];
    await collectBytes((await convert(await makeBox(), "step", { onProgress: (share) => told.push(share) })).chunks);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect([told[0], told.at(-1)]).toEqual([0.1, 1]);
    await expect(convert(await makeBox(), "stl", { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    const stop = new AbortController();
    const { chunks } = await convert(await makeBox(), "stl", { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(collectBytes(chunks)).rejects.toThrow("enough");
  });

  it("refuses what is no GLB, and a format that there is not", async () => {
    await expect(convert(new Uint8Array(20), "stl")).rejects.toMatchObject({ name: "InvalidGlbError" });
    await expect(convert(await makeBox(), "blend" as FormatName)).rejects.toThrow("There is no format");
  });
});
