import { EXTMeshoptCompression } from "@gltf-transform/extensions";
import fc from "fast-check";
import { MeshoptEncoder } from "meshoptimizer";
import { describe, expect, it } from "vitest";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { MeshError } from "../mesh-error.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import { readGlb } from "./read-glb.ts";

type Json = Record<string, Record<string, unknown>[]>;

/** The GLB with its JSON changed. */
function changed(glb: Uint8Array, change: (json: Json) => void): Uint8Array {
  const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength);
  const length = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + length))) as Json;
  change(json);
  const text = new TextEncoder().encode(JSON.stringify(json));
  const padded = new Uint8Array(Math.ceil(text.length / 4) * 4).fill(0x20);
  padded.set(text);
  const rest = glb.subarray(20 + length);
  const whole = new Uint8Array(20 + padded.length + rest.length);
  whole.set(glb.subarray(0, 20));
  whole.set(padded, 20);
  whole.set(rest, 20 + padded.length);
  const header = new DataView(whole.buffer);
  header.setUint32(8, whole.length, true);
  header.setUint32(12, padded.length, true);
  return whole;
}

async function makeMeshoptBox(): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  const maker = new GlbMaker();
  maker.document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
  maker.show(maker.box());
  return maker.bytes({ "meshopt.encoder": MeshoptEncoder });
}

/** Refused for a reason, or read into what can be written: nothing else may come of it. */
async function refusedOrSound(bytes: Uint8Array): Promise<"refused" | "read"> {
  try {
    const model = await readGlb(bytes);
    for (const { positions, indices } of model.parts) {
      if (!positions.every(Number.isFinite)) throw new Error("A position is no number.");
      if (indices.length % 3 !== 0 || indices.some((index) => 3 * index >= positions.length)) throw new Error("An index leads nowhere.");
    }
    if (model.parts.length > 0) await collectBytes(writeModel(model, "stl"));
    return "read";
  } catch (error) {
    // What is left without a surface is nothing to write.
    if (error instanceof InvalidGlbError || (error instanceof MeshError && error.code === "no_triangles")) return "refused";
    throw error;
  }
}

describe("a GLB from somebody who means harm", () => {
  it.each<[string, (json: Json) => void, string]>([
    ["asks for gigabytes of zeros", ({ accessors }) => accessors!.push({ componentType: 5126, count: 500_000_000, type: "VEC3" }), "limit"],
    ["has an index that is out of range", ({ accessors }) => (accessors![0]!.count = 3), "invalid"],
    ["has nodes in a loop", ({ nodes }) => (nodes![0]!.children = [0]), "invalid"],
    ["wants another file", ({ buffers }) => (buffers![0]!.uri = "https://example.com/x.bin"), "external"],
    ["needs what nobody here knows", (json) => Object.assign(json, { extensionsRequired: ["EXT_unheard_of"] }), "extension"],
    ["shows a mesh that is not there", ({ nodes }) => (nodes![0]!.mesh = 7), "invalid"],
    ["reaches beyond its buffer", ({ bufferViews }) => (bufferViews![0]!.byteLength = 1_000_000), "invalid"],
  ])("is refused where it %s", async (_what, change, fault) => {
    await expect(readGlb(changed(await makeBox(), change))).rejects.toMatchObject({ name: "InvalidGlbError", fault });
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
    const packed = (json: Json) => json.bufferViews!.map(({ extensions }) => (extensions as Record<string, Record<string, number>> | undefined)?.EXT_meshopt_compression).find(Boolean)!;
    await expect(readGlb(changed(glb, (json) => (packed(json).count = 1_000_000)))).rejects.toMatchObject({ fault: "invalid" });
    await expect(readGlb(changed(glb, (json) => (packed(json).byteOffset = 1_000_000)))).rejects.toMatchObject({ fault: "invalid" });
    await expect(readGlb(changed(glb, ({ buffers }) => (buffers!.at(-1)!.byteLength = 2 ** 40)))).rejects.toMatchObject({ fault: expect.stringMatching(/limit|invalid/) });
  });

  /** `MODEL_3D_MUTATIONS=10000` for the whole of them. */
  const runs = Number(process.env.MODEL_3D_MUTATIONS ?? 400);
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
  });
});
