import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KHRTextureBasisu } from "@gltf-transform/extensions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainNodes, chunkHeader, makeGlb, makePng, packGlb, triangleParts, type GlbParts, type GltfJson } from "./test/make-glb.ts";
import { GlbMaker } from "../../../mesh/test/make-glb.ts";
import { makeKtx2 } from "../../../mesh/test/make-ktx2.ts";
import { makePackedBox, packGlb as packCompressed } from "../../../mesh/test/make-packed-glb.ts";
import { createGlbValidator, resolveGlbLimits, type GlbLimits, type GlbValidator } from "./validate-glb.ts";

let directory: string;
let files = 0;
const validators: GlbValidator[] = [];
/** Starting a thread takes longer than most checks: those with the same limits share one. */
const withLimits = (limits?: Partial<GlbLimits>): GlbValidator => {
  const validator = createGlbValidator(limits);
  validators.push(validator);
  return validator;
};
const usual = withLimits();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "model-3d-glb-"));
});
afterAll(async () => {
  for (const validator of validators) await validator.close();
  await rm(directory, { recursive: true, force: true });
});

async function judge(bytes: Uint8Array, limits?: Partial<GlbLimits>, signal?: AbortSignal) {
  const path = join(directory, `${(files += 1)}.glb`);
  await writeFile(path, bytes);
  return (limits ? withLimits(limits) : usual).validateGlb(path, signal);
}

const changed = (change: (json: GltfJson, parts: GlbParts) => void, parts = triangleParts()): Buffer => {
  change(parts.json, parts);
  return packGlb(parts);
};
const patched = (change: (bytes: Buffer) => void, bytes = makeGlb()): Buffer => {
  change(bytes);
  return bytes;
};

const HOSTILE: [string, string, () => Buffer, Partial<GlbLimits>?][] = [
  ["HTML", "damaged", () => Buffer.from("<!doctype html><title>Not found</title>".repeat(4))],
  ["nothing", "damaged", () => Buffer.alloc(0)],
  ["a file that is cut off", "damaged", () => makeGlb({ bytes: 1000 }).subarray(0, 900)],
  ["a file with something behind it", "damaged", () => Buffer.concat([makeGlb(), Buffer.alloc(4)])],
  ["a total length that lies", "damaged", () => patched((bytes) => bytes.writeUInt32LE(0xffffffff, 8))],
  ["version 1", "damaged", () => patched((bytes) => bytes.writeUInt32LE(1, 4))],
  ["a chunk that is longer than the file", "damaged", () => patched((bytes) => bytes.writeUInt32LE(0x7ffffffc, 12))],
  ["two JSON chunks", "damaged", () => Buffer.concat([withTotal(makeGlb(), 12), chunkHeader(4, 0x4e4f534a), Buffer.from("{}  ")])],
  ["two binary chunks", "damaged", () => Buffer.concat([withTotal(makeGlb(), 12), chunkHeader(4, 0x004e4942), Buffer.alloc(4)])],
  ["JSON that is none", "damaged", () => packGlb({ json: "{'asset': 1}", bin: Buffer.alloc(4) })],
  ["JSON that is not UTF-8", "damaged", () => patched((bytes) => (bytes[30] = 0xff))],
  ["JSON of 17 MB", "limit", () => packGlb({ json: `{"asset":{"version":"2.0"},"extras":"${"x".repeat(17 * 1024 * 1024)}"}`, bin: Buffer.alloc(4) })],
  ["JSON 100,000 levels deep", "limit", () => packGlb({ json: `{"extras":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, bin: Buffer.alloc(4) })],
  ["an accessor of 6 GB of zeros", "limit", () => changed((json) => json.accessors.push({ componentType: 5126, count: 400_000_000, type: "MAT4" }))],
  ["many accessors of zeros", "limit", () => changed((json) => json.accessors.push(...Array.from({ length: 100 }, () => ({ componentType: 5126, count: 100_000, type: "VEC4" }))))],
  ["many accessors that share their bytes", "limit", () => changed((json) => json.accessors.push(...Array.from({ length: 3_000 }, () => ({ ...json.accessors[1], componentType: 5121, count: 300_000 }))), triangleParts({ triangles: 50_000 }))],
  ["an accessor that reaches beyond its view", "invalid", () => changed((json) => (json.accessors[1].count = 4))],
  ["an accessor offset of 2^53", "invalid", () => changed((json) => (json.accessors[0].byteOffset = 2 ** 53 - 1))],
  ["a buffer view that reaches beyond its buffer", "invalid", () => changed((json) => (json.bufferViews[0].byteLength = 4_000_000))],
  ["a buffer that is longer than its chunk", "invalid", () => changed((json) => (json.buffers[0].byteLength = 4_000_000_000))],
  ["a negative count", "invalid", () => changed((json) => (json.accessors[0].count = -3))],
  ["a count that is text", "invalid", () => changed((json) => (json.accessors[0].count = "3"))],
  ["sparse values that reach beyond their view", "invalid", () => changed((json) => (json.accessors[0].sparse = { count: 3, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 1 } }))],
  ["indices out of range", "invalid", () => changed((_json, { bin }) => bin.writeUInt16LE(999, 36))],
  ["a position that is no number", "invalid", () => changed((_json, { bin }) => bin.writeFloatLE(NaN, 0))],
  ["a loop of nodes", "invalid", () => changed((json) => json.nodes.push({ children: [2] }, { children: [1] }))],
  ["a node that is its own child", "invalid", () => changed((json) => json.nodes.push({ children: [1] }))],
  ["a node with two parents", "invalid", () => changed((json) => json.nodes.push({ children: [3] }, { children: [3] }, {}))],
  ["a child that is not there", "invalid", () => changed((json) => json.nodes.push({ children: [77] }))],
  ["nodes 5,000 levels deep", "limit", () => changed((json) => (json.nodes = chainNodes(5_000)))],
  ["21,000 nodes", "limit", () => changed((json) => json.nodes.push(...Array.from({ length: 21_000 }, () => ({}))))],
  ["20,000 showings of one mesh", "limit", () => changed((json) => json.nodes.push(...Array.from({ length: 18_999 }, () => ({ mesh: 0 }))), triangleParts({ triangles: 1000 }))],
  ["a million instances", "limit", () => changed((json) => instanced(json), triangleParts({ triangles: 100 }))],
  ["30,000 instances of a triangle", "limit", () => changed((json) => instanced(json, 30_000))],
  ["an image of 65535 × 65535 in 1 kB", "limit", () => packGlb(triangleParts({ image: makePng(4, 4, { width: 65535, height: 65535 }) }))],
  ["such an image as data", "limit", () => changed((json) => json.images.push({ uri: `data:image/png;base64,${makePng(4, 4, { width: 65535, height: 65535 }).toString("base64")}` }))],
  ["an image that is none", "invalid", () => packGlb(triangleParts({ image: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>") }))],
  ["many large images", "limit", () => changed((json) => json.images.push(...Array.from({ length: 6 }, () => json.images[0])), triangleParts({ image: makePng(4, 4, { width: 8192, height: 8192 }) }))],
  ["a buffer elsewhere", "external", () => changed((json) => json.buffers.push({ uri: "http://169.254.169.254/latest", byteLength: 4 }))],
  ["an image elsewhere", "external", () => changed((json) => json.images.push({ uri: "../../etc/passwd" }))],
  ["an unknown extension that is required", "extension", () => changed((json) => (json.extensionsRequired = json.extensionsUsed = ["EVIL_run_code"]))],
  ["Draco that is none", "damaged", () => changed(packedAsDraco)],
  ["Draco that is described by nothing", "invalid", () => changed((json) => (json.meshes[0].primitives[0].extensions = { KHR_draco_mesh_compression: {} }))],
  ["Draco that claims 100,000,000 triangles", "limit", () => changed(packedAsDraco, withDracoHead())],
  ["meshopt that is none", "damaged", () => changed((json) => packedByMeshopt(json))],
  ["meshopt that claims more than it has", "invalid", () => changed((json) => packedByMeshopt(json, { count: 1_000_000 }))],
  ["more bytes than are taken", "limit", () => makeGlb({ bytes: 5000 }), { maxBytes: 4000 }],
];

function withTotal(bytes: Buffer, more: number): Buffer {
  bytes.writeUInt32LE(bytes.length + more, 8);
  return bytes;
}

function instanced(json: GltfJson, count = 1_000_000): void {
  json.accessors.push({ componentType: 5126, count, type: "VEC3" });
  json.nodes[0].extensions = { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 2 } } };
  json.extensionsUsed = ["EXT_mesh_gpu_instancing"];
}

function packedAsDraco(json: GltfJson): void {
  json.extensionsUsed = json.extensionsRequired = ["KHR_draco_mesh_compression"];
  json.meshes[0].primitives[0].extensions = { KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION: 0 } } };
}

/** The head of a mesh and nothing behind it. */
function withDracoHead(): GlbParts {
  const parts = triangleParts();
  Buffer.from([...Buffer.from("DRACO"), 2, 2, 1, 0, 0, 0, 0x80, 0xc2, 0xd7, 0x2f, 3]).copy(parts.bin);
  return parts;
}

function packedByMeshopt(json: GltfJson, { count = 3 } = {}): void {
  json.extensionsUsed = json.extensionsRequired = ["EXT_meshopt_compression"];
  json.bufferViews[0].extensions = { EXT_meshopt_compression: { buffer: 0, byteOffset: 0, byteLength: 36, byteStride: 12, mode: "ATTRIBUTES", count } };
}

/** One triangle more than there are corners for, under meshopt: the bytes are whole, and what they say is not. */
async function withWildIndices(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const box = maker.box();
  box.listPrimitives()[0]!.getIndices()!.setArray(Uint16Array.from([0, 1, 2, 0, 2, 999]));
  maker.show(box);
  return packCompressed(maker, "meshopt");
}

/** A cube with very many vertices that no triangle uses, all alike: small as a file, and large once it is decoded. */
async function withManyCoordinates(vertices: number): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const box = maker.box();
  const [primitive] = box.listPrimitives();
  for (const name of primitive!.listSemantics()) {
    const accessor = primitive!.getAttribute(name)!;
    const array = new Float32Array(vertices * accessor.getElementSize()).fill(1);
    array.set(accessor.getArray()!);
    accessor.setArray(name === "NORMAL" ? array.map((value, at) => (at < accessor.getCount() * 3 ? value : Number(at % 3 === 0))) : array);
  }
  for (const set of [1, 2, 3]) primitive!.setAttribute(`TEXCOORD_${set}`, maker.accessor("VEC2", new Float32Array(vertices * 2)));
  maker.show(box);
  return packCompressed(maker, "meshopt");
}

async function withKtx2(ktx2: Uint8Array, isRequired = true): Promise<Uint8Array> {
  const maker = new GlbMaker();
  maker.document.createExtension(KHRTextureBasisu).setRequired(isRequired);
  const texture = maker.document.createTexture("picture").setImage(ktx2).setMimeType("image/ktx2");
  maker.show(maker.box("box", maker.document.createMaterial().setBaseColorTexture(texture)));
  return maker.bytes();
}

describe("a GLB from outside", () => {
  it.each(["draco", "draco sequential", "meshopt"] as const)("passes when it is compressed: %s", async (kind) => {
    expect(await judge(await makePackedBox(kind))).toEqual({ triangles: 12 });
  });

  it.each([true, false])("passes with pictures that are KTX2 (required: %s), which the viewer and the formats read", async (isRequired) => {
    expect(await judge(await withKtx2(makeKtx2([30, 160, 60, 255]), isRequired))).toEqual({ triangles: 12 });
  });

  it("is refused with a KTX2 of more pixels than are taken", async () => {
    const ktx2 = makeKtx2([30, 160, 60, 255]);
    new DataView(ktx2.buffer).setUint32(20, 65_536, true);
    new DataView(ktx2.buffer).setUint32(24, 65_536, true);
    await expect(judge(await withKtx2(ktx2))).rejects.toMatchObject({ fault: "limit", message: expect.stringContaining("65536 × 65536") });
  });

  it("is refused with indices that are out of range once they are decoded", async () => {
    await expect(judge(await withWildIndices())).rejects.toMatchObject({ fault: "invalid", message: "A triangle uses vertex 999 of 24." });
  });

  it("passes when it is whole, and its triangles are counted as drawn", async () => {
    expect(await judge(makeGlb())).toEqual({ triangles: 1 });
    const shownTwice = changed((json) => {
      json.nodes.push({ mesh: 0 });
      json.scenes[0].nodes.push(1);
    }, triangleParts({ triangles: 20 }));
    expect(await judge(shownTwice)).toEqual({ triangles: 40 });
  });

  it("passes with what every viewer forgives", async () => {
    expect(await judge(changed((json) => (json.accessors[0].max = [0.9999, 1, 0])))).toEqual({ triangles: 1 });
  });

  it.each(HOSTILE)("is refused with %s", async (_what, fault, make, limits) => {
    const started = performance.now();
    await expect(judge(make(), limits)).rejects.toMatchObject({ name: "InvalidGlbError", fault, message: expect.stringMatching(/^.{10,200}$/) });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it("is given up when its check takes too long", async () => {
    await expect(judge(makeGlb(), { timeoutMs: 1 })).rejects.toMatchObject({ fault: "gave_up", message: expect.stringContaining("0.001 seconds") });
  });

  it("is given up when its check grows too large, and nothing else suffers", async () => {
    const json = { ...triangleParts().json, extras: Array.from({ length: 400_000 }, (_, at) => ({ [`key${at}`]: at })) };
    await expect(judge(packGlb({ json, bin: triangleParts().bin }), { maxHeapMb: 24 })).rejects.toMatchObject({ fault: "gave_up" });
    expect(await judge(makeGlb())).toEqual({ triangles: 1 });
  });

  it("is given up when arrays grow too large that come out of what is compressed, and nothing else suffers", async () => {
    const small = await withManyCoordinates(2_000_000);
    expect(small.length).toBeLessThan(3_000_000);
    await expect(judge(small, { maxMemoryMb: 64 })).rejects.toMatchObject({ fault: "gave_up", message: "Its check took more than 64 MB of memory." });
    expect(await judge(makeGlb())).toEqual({ triangles: 1 });
  });

  it("is left when nobody waits for it any more", async () => {
    await expect(judge(makeGlb(), undefined, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
    const stop = new AbortController();
    const judged = judge(makeGlb(), undefined, stop.signal);
    stop.abort(new Error("stopped later"));
    await expect(judged).rejects.toThrow("stopped later");
  });

  it("that is not there is no fault of its content", async () => {
    await expect(usual.validateGlb(join(directory, "missing.glb"))).rejects.not.toMatchObject({ name: "InvalidGlbError" });
  });

  it("has limits that make sense", () => {
    expect(() => resolveGlbLimits({ maxTriangles: 0 })).toThrow("maxTriangles");
    expect(() => resolveGlbLimits({ timeoutMs: NaN })).toThrow("timeoutMs");
    expect(() => resolveGlbLimits({ maxMemoryMb: 0.5 })).toThrow("maxMemoryMb");
    expect(() => resolveGlbLimits({ maxTriangels: 1000 } as Partial<GlbLimits>)).toThrow("files.glbLimits`: There is no limit \"maxTriangels\"; there are ");
  });
});
