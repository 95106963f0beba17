import { EXTMeshoptCompression } from "@gltf-transform/extensions";
import fc from "fast-check";
import { MeshoptEncoder } from "meshoptimizer";
import { describe, expect, it } from "vitest";
import { changeGlb, type GlbJson } from "../../test/change-glb.ts";
import { mutationsOr } from "../../test/here.ts";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { encodePng } from "../../test/png-codec.ts";
import { PIXELS } from "../../test/make-rich-glb.ts";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { MeshError } from "../mesh-error.ts";
import { optimizeGlb } from "../optimize/optimize-glb.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import { readGlb } from "./read-glb.ts";

async function makeMeshoptBox(): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  const maker = new GlbMaker();
  maker.document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
  maker.show(maker.box());
  return maker.bytes({ "meshopt.encoder": MeshoptEncoder });
}

/** Forty thousand vertices of which a triangle uses three. */
async function makeCloud(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const [positions, joints, weights] = [new Float32Array(120_000), new Uint8Array(160_000), new Float32Array(160_000)];
  positions.set([1, 0, 0, 0, 1, 0], 3);
  const primitive = maker.document.createPrimitive().setAttribute("POSITION", maker.accessor("VEC3", positions)).setIndices(maker.accessor("SCALAR", Uint16Array.of(0, 1, 2)));
  primitive.setAttribute("JOINTS_0", maker.accessor("VEC4", joints)).setAttribute("WEIGHTS_0", maker.accessor("VEC4", weights));
  maker.show(maker.document.createMesh().addPrimitive(primitive));
  return maker.bytes();
}

interface CloudPrimitive {
  attributes: Record<string, number>;
  targets?: Record<string, number>[];
}

function withSize(png: Uint8Array, size: number): Uint8Array {
  const changed = png.slice();
  const view = new DataView(changed.buffer);
  view.setUint32(16, size);
  view.setUint32(20, size);
  return changed;
}

/** Refused for a reason, or read into what can be written: nothing else may come of it. */
async function refusedOrSound(bytes: Uint8Array): Promise<"refused" | "read"> {
  try {
    const model = await readGlb(bytes);
    for (const { positions, indices } of model.parts) {
      if (!positions.every(Number.isFinite)) throw new Error("A position is no number.");
      if (indices.length % 3 !== 0 || indices.some((index) => 3 * index >= positions.length)) throw new Error("An index leads nowhere.");
    }
    // In metres, in which every position that was read is one that a file can say.
    if (model.parts.length > 0) await collectBytes(writeModel(model, "stl", { unit: "m" }));
    return "read";
  } catch (error) {
    // What is left without a surface is nothing to write.
    if (error instanceof InvalidGlbError || (error instanceof MeshError && error.code === "no_triangles")) return "refused";
    throw error;
  }
}

describe("a GLB from somebody who means harm", () => {
  it.each<[string, (json: GlbJson) => void, string]>([
    ["asks for gigabytes of zeros", ({ accessors }) => accessors!.push({ componentType: 5126, count: 500_000_000, type: "VEC3" }), "limit"],
    ["has an index that is out of range", ({ accessors }) => (accessors![0]!.count = 3), "invalid"],
    ["has nodes in a loop", ({ nodes }) => (nodes![0]!.children = [0]), "invalid"],
    ["wants another file", ({ buffers }) => (buffers![0]!.uri = "https://example.com/x.bin"), "external"],
    ["needs what nobody here knows", (json) => Object.assign(json, { extensionsRequired: ["EXT_unheard_of"] }), "extension"],
    ["shows a mesh that is not there", ({ nodes }) => (nodes![0]!.mesh = 7), "invalid"],
    ["reaches beyond its buffer", ({ bufferViews }) => (bufferViews![0]!.byteLength = 1_000_000), "invalid"],
    ["shows a material that is not there", ({ meshes }) => ((meshes![0]!.primitives as { material: number }[])[0]!.material = 7), "invalid"],
    ["has a picture that is not there", ({ materials }) => (materials![0]!.normalTexture = { index: 5 }), "invalid"],
    ["has a scene of nodes that are not there", ({ scenes }) => (scenes![0]!.nodes = [9]), "invalid"],
    ["begins with a scene that is not there", (json) => Object.assign(json, { scene: 3 }), "invalid"],
    ["has a skin without joints that are there", (json) => Object.assign(json, { skins: [{ joints: [4] }] }), "invalid"],
    ["is glTF 1.0", (json) => Object.assign(json, { asset: { version: "1.0" } }), "invalid"],
  ])("is refused where it %s", async (_what, change, fault) => {
    await expect(readGlb(changeGlb(await makeBox(), change))).rejects.toMatchObject({ name: "InvalidGlbError", fault, message: expect.not.stringMatching(/undefined|reading '/) as string });
  });

  // Each of a few hundred kilobytes; read, they would be gigabytes, or hours.
  const many = <Item>(count: number, make: (at: number) => Item) => Array.from({ length: count }, (_, at) => make(at));
  it.each<[string, (json: GlbJson, primitive: CloudPrimitive) => void, string]>([
    ["has accessors that share their bytes", ({ accessors }, { attributes }) => accessors!.push(...many(5_000, () => ({ ...accessors![attributes.POSITION!] }))), "805306368 bytes"],
    ["replaces elements in as many copies of one", ({ accessors }, { attributes }) => accessors!.push(...many(5_000, () => ({ ...accessors![attributes.POSITION!], sparse: { count: 1, indices: { bufferView: 0, componentType: 5121 }, values: { bufferView: 0 } } }))), "805306368 bytes"],
    ["unpacks the same bytes again and again", ({ bufferViews }) => bufferViews!.push(...many(5_000, () => ({ ...bufferViews!.find(({ byteLength }) => (byteLength as number) >= 480_000), extensions: { EXT_meshopt_compression: { buffer: 0, byteLength: 100, byteStride: 12, count: 40_000, mode: "ATTRIBUTES" } } }))), "805306368 bytes"],
    ["has thousands of morph targets that are one", (_json, primitive) => (primitive.targets = many(5_000, () => ({ POSITION: primitive.attributes.POSITION! }))), "moves vertices"],
    ["hangs each vertex on thousands of joints", (_json, { attributes }) => many(5_000, (at) => (attributes[`JOINTS_${at}`] = attributes.JOINTS_0!)), "moves vertices"],
    ["shows thousands of copies of vertices that no triangle uses", (json) => (json.nodes = many(2_000, () => ({ mesh: 0 }))), "80000000 vertices"],
    ["shows all joints of a skin by every node", (json) => Object.assign(json, { skins: [{ joints: many(2_000, () => 0) }], nodes: many(1_000, () => ({ mesh: 0, skin: 0 })) }), "2000000 joints"],
  ])("is refused before anything is made of it where it %s", async (_what, change, message) => {
    const glb = changeGlb(await makeCloud(), (json) => change(json, (json.meshes![0]!.primitives as CloudPrimitive[])[0]!));
    expect(glb.length).toBeLessThan(3_000_000);
    await expect(readGlb(glb)).rejects.toMatchObject({ name: "InvalidGlbError", fault: "limit", message: expect.stringContaining(message) as string });
    await expect(optimizeGlb(glb)).rejects.toMatchObject({ name: "InvalidGlbError", fault: "limit" });
  });

  it.each<[string, (png: Uint8Array) => Uint8Array, string]>([
    ["is of no bytes", () => new Uint8Array(0), "invalid"],
    ["is a GIF", () => new TextEncoder().encode("GIF89a".padEnd(40)), "invalid"],
    ["is cut off in its head", (png) => png.slice(0, 20), "invalid"],
    ["says that it has four milliards of pixels", (png) => withSize(png, 65_535), "limit"],
    ["has no pixels", (png) => withSize(png, 0), "invalid"],
  ])("is refused where a picture %s, by the reader and the optimiser", async (_what, change, fault) => {
    const maker = new GlbMaker();
    const texture = maker.document.createTexture().setMimeType("image/png").setImage(change(encodePng(PIXELS)));
    maker.show(maker.box("box", maker.document.createMaterial().setBaseColorTexture(texture)));
    const glb = await maker.bytes();
    await expect(readGlb(glb)).rejects.toMatchObject({ name: "InvalidGlbError", fault });
    await expect(optimizeGlb(glb)).rejects.toMatchObject({ name: "InvalidGlbError", fault });
  });

  it("is refused where a position is no number", async () => {
    const maker = new GlbMaker();
    const mesh = maker.box();
    const positions = mesh.listPrimitives()[0]!.getAttribute("POSITION")!;
    const values = new Float32Array(positions.getArray()!);
    values[5] = NaN;
    positions.setArray(values);
    maker.show(mesh);
    await expect(readGlb(await maker.bytes())).rejects.toMatchObject({ fault: "invalid" });
  });

  it("is refused where what is compressed with meshopt would be larger than its room, or than may be", async () => {
    const glb = await makeMeshoptBox();
    const packed = (json: GlbJson) => json.bufferViews!.map(({ extensions }) => (extensions as Record<string, Record<string, number>> | undefined)?.EXT_meshopt_compression).find(Boolean)!;
    await expect(readGlb(changeGlb(glb, (json) => (packed(json).count = 1_000_000)))).rejects.toMatchObject({ fault: "invalid" });
    await expect(readGlb(changeGlb(glb, (json) => (packed(json).byteOffset = 1_000_000)))).rejects.toMatchObject({ fault: "invalid" });
    await expect(readGlb(changeGlb(glb, ({ buffers }) => (buffers!.at(-1)!.byteLength = 2 ** 40)))).rejects.toMatchObject({ fault: expect.stringMatching(/limit|invalid/) });
  });

  /** `npm run hostile` takes the whole of them. */
  const runs = mutationsOr(400);
  it.each([
    ["plain", makeBox],
    ["compressed", makeMeshoptBox],
  ])(`is refused or read, whatever its bytes are (%s, ${runs} changed ones)`, async (_kind, make) => {
    const glb = await make();
    const seen = new Set<string>();
    const change = fc.array(fc.record({ at: fc.nat(glb.length - 1), byte: fc.integer({ min: 0, max: 255 }) }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(change, fc.option(fc.nat(glb.length), { freq: 8, nil: glb.length }), async (changes, length) => {
        const bytes = glb.slice(0, length);
        for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
        seen.add(await refusedOrSound(bytes));
      }),
      { numRuns: runs, seed: 7 },
    );
    expect([...seen].sort()).toEqual(["read", "refused"]);
  }, 60_000 + 100 * runs);
});
