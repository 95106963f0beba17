import { strFromU8, unzipSync } from "fflate";
import type { Mesh, MeshPhysicalMaterial, Texture } from "three";
import { USDLoader } from "three/examples/jsm/loaders/USDLoader.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeBox } from "../../test/make-glb.ts";
import { makeRichGlb, PIXELS, RICH, type RichOptions } from "../../test/make-rich-glb.ts";
import { measureCorners } from "../../test/measure-corners.ts";
import { checksum, decodePng } from "../../test/png-codec.ts";
import type { Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import type { WriteOptions } from "./write-options.ts";

/** What the reader puts a picture into; it is not looked at here. */
class PictureStub {
  src = "";
  onload: (() => void) | null = null;
}
beforeEach(() => void vi.stubGlobal("Image", PictureStub));
afterEach(() => void vi.unstubAllGlobals());

async function write(options: WriteOptions = {}, rich: RichOptions = {}) {
  const bytes = await collectBytes(writeModel(await readGlb(await makeRichGlb(rich)), "usdz", { name: "My vase", ...options }));
  const files = unzipSync(bytes);
  return { bytes, files, layer: strFromU8(files["My_vase.usda"]!) };
}

async function read(bytes: Uint8Array) {
  const group = new USDLoader().parse(bytes.buffer as ArrayBuffer);
  group.updateMatrixWorld(true);
  const meshes: Mesh[] = [];
  group.traverse((object) => void ("isMesh" in object && meshes.push(object as Mesh)));
  const corners = meshes.flatMap(({ geometry, matrixWorld }) => [...(geometry.index ? geometry.toNonIndexed() : geometry.clone()).applyMatrix4(matrixWorld).getAttribute("position").array]);
  return { meshes, ...measureCorners(corners) };
}

/** The entries as their local headers and the directory at the end say, by a strict reader. */
function entriesOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  let at = view.getUint32(end + 16, true);
  expect(at + view.getUint32(end + 12, true)).toBe(end);
  return Array.from({ length: view.getUint16(end + 10, true) }, () => {
    const local = view.getUint32(at + 42, true);
    expect([view.getUint32(at, true), view.getUint32(local, true)]).toEqual([0x02014b50, 0x04034b50]);
    expect(bytes.subarray(local + 4, local + 28)).toEqual(bytes.subarray(at + 6, at + 30));
    const [nameBytes, extraBytes, size] = [view.getUint16(local + 26, true), view.getUint16(local + 28, true), view.getUint32(local + 18, true)];
    if (extraBytes > 0) expect(view.getUint16(local + 30 + nameBytes + 2, true)).toBe(extraBytes - 4);
    const begin = local + 30 + nameBytes + extraBytes;
    expect(view.getUint32(local + 14, true)).toBe(checksum(bytes.subarray(begin, begin + size)));
    at += 46 + nameBytes;
    return { path: strFromU8(bytes.subarray(local + 30, local + 30 + nameBytes)), method: view.getUint16(local + 8, true), flags: view.getUint16(local + 6, true), begin };
  });
}

describe("USDZ", () => {
  it("is read with all parts, in their size, closed", async () => {
    const { bytes, layer } = await write({ scale: 0.5 });
    expect(layer).toContain('#usda 1.0\n(\ndefaultPrim = "My_vase"\nmetersPerUnit = 1\nupAxis = "Y"\n)\n');
    const { meshes, triangles, min, max, volume } = await read(bytes);
    expect(meshes.map(({ name }) => name)).toEqual(["Vase", "plain", "bare"]);
    expect(triangles).toBe(RICH.triangles);
    expect(min).toEqual(RICH.min.map((value) => value / 2));
    expect(max).toEqual(RICH.max.map((value) => value / 2));
    expect(volume / 0.5 ** 3 / RICH.volume).toBeCloseTo(1, 6);
    const [source] = (await readGlb(await makeRichGlb())).parts as [Part];
    const geometry = meshes[0]!.geometry.index ? meshes[0]!.geometry.toNonIndexed() : meshes[0]!.geometry;
    source.indices.forEach((vertex, corner) => {
      expect([geometry.getAttribute("uv").getX(corner), geometry.getAttribute("uv").getY(corner)]).toEqual([source.uvs![2 * vertex], 1 - source.uvs![2 * vertex + 1]!]);
      expect(geometry.getAttribute("normal").getZ(corner) + 0).toBe(source.normals![3 * vertex + 2]! + 0);
    });
    expect(layer).toContain("float3[] extent = [(-0.5, -0.75, -1), (0.5, 0.75, 1)]");
  });

  it("says another unit and Z up, and stands on its feet then", async () => {
    const { layer, bytes } = await write({ unit: "in", upAxis: "z" });
    expect(layer).toContain('metersPerUnit = 0.0254\nupAxis = "Z"\n');
    const { max } = await read(bytes);
    RICH.max.forEach((value, axis) => expect(max[axis]! * 0.0254).toBeCloseTo(value, 5));
  });

  it("is stored, not compressed, the layer first, each file at a multiple of 64, its size before it", async () => {
    for (const name of ["a", "ab", "vase of three", "x".repeat(33), "x".repeat(34), "x".repeat(35)]) {
      const { bytes } = await write({ name });
      const entries = entriesOf(bytes);
      expect(entries.map(({ path }) => path).slice(1)).toEqual(["textures/base_colour.png", "textures/surface.png", "textures/bumps.png", "textures/glow.png"]);
      expect(entries[0]!.path).toBe(`${name.replaceAll(" ", "_")}.usda`);
      for (const { method, flags, begin } of entries) expect([method, flags & 8, begin % 64]).toEqual([0, 0, 0]);
    }
  });

  it("wires textures to the channels of the surface, with their factors", async () => {
    const { bytes, files, layer } = await write();
    const { meshes } = await read(bytes);
    const [vase, , bare] = meshes.map(({ material }) => material as MeshPhysicalMaterial);
    for (const map of ["map", "roughnessMap", "metalnessMap", "normalMap", "aoMap", "emissiveMap"] as const) expect((vase![map] as Texture | null)?.isTexture, map).toBe(true);
    expect(vase!.map!.userData.scale).toEqual([1, 0.5, 1, 1]);
    expect(vase!.roughnessMap!.userData.scale).toEqual([0.5, 0.5, 0.5, 1]);
    expect(vase!.normalMap!.userData).toEqual({ scale: [1, 1, 2, 1], bias: [-0.5, -0.5, -1, 0] });
    expect(vase!.emissiveMap!.userData.scale).toEqual([1, 0.5, 0.25, 1]);
    expect([bare!.roughness, bare!.metalness, bare!.color.g, bare!.color.r]).toEqual([0.25, 1, 1, 0]);
    for (const line of ["float inputs:roughness.connect = </My_vase/Materials/Glazed/roughness.outputs:g>", "float inputs:metallic.connect = </My_vase/Materials/Glazed/metallic.outputs:b>", "float inputs:occlusion.connect = </My_vase/Materials/Glazed/occlusion.outputs:r>"]) expect(layer).toContain(line);
    // Every connection leads to something that is there.
    const ends = [...layer.matchAll(/connect = <([^>]+)>/g)].map(([, path]) => path!.split(".")[0]!.split("/").at(-1)!);
    expect(ends.length).toBeGreaterThan(14);
    for (const end of ends) expect(layer).toContain(`def Shader "${end}"`);
    expect(decodePng(files["textures/surface.png"]!)).toEqual(PIXELS);
  });

  it("keeps names beside the paths, both sides, colours of vertices, and what is see-through", async () => {
    const { layer } = await write();
    expect(layer).toContain('displayName = "Vase 花"');
    expect(layer).toContain('displayName = "Glazed 釉"');
    expect(layer.match(/uniform bool doubleSided = 1/g)).toHaveLength(1);
    expect(layer).toContain("inputs:diffuseColor.connect = </My_vase/Materials/Material_colored/colors.outputs:result>");
    expect(layer).toContain("color3f[] primvars:displayColor = [(1, 0.25, 0.25), ");
    expect(layer).not.toContain("opacity");
    const masked = (await write({}, { alphaMode: "MASK" })).layer;
    expect(masked).toContain("float inputs:opacityThreshold = 0.5\n");
    expect(masked).toContain("float inputs:opacity.connect = </My_vase/Materials/Glazed/opacity.outputs:a>");
    expect((await write({}, { alphaMode: "BLEND" })).layer).not.toContain("opacityThreshold");
  });

  it("says what it changes and loses, refuses what it cannot write and stops when told", async () => {
    const model = await readGlb(await makeRichGlb());
    expect(judgeFormat(model, "usdz")).toMatchObject({ changed: [], lost: [] });
    const [part] = model.parts as [Part];
    const colored = { ...model, parts: [{ ...part, colors: new Float32Array(96).fill(1) }] };
    expect(judgeFormat(colored, "usdz").lost).toEqual(["vertexColors"]);
    const webp = { ...(await readGlb(await makeBox())), textures: model.textures.map((texture) => ({ ...texture, type: "image/webp" as const })), materials: model.materials };
    await expect(collectBytes(writeModel(webp, "usdz"))).rejects.toMatchObject({ code: "unreadable_image" });
    await expect(collectBytes(writeModel({ ...model, parts: [] }, "usdz"))).rejects.toMatchObject({ code: "no_triangles" });
    const told: number[] = [];
    await collectBytes(writeModel(model, "usdz", { onProgress: (share) => told.push(share) }));
    expect(told).toEqual([1 / 3, 2 / 3, 1]);
    await expect(collectBytes(writeModel(model, "usdz", { signal: AbortSignal.abort(new Error("enough")) }))).rejects.toThrow("enough");
  });
});
