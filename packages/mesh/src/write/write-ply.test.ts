import { PLYLoader } from "three/examples/jsm/loaders/PLYLoader.js";
import { describe, expect, it } from "vitest";
import { GlbMaker } from "../../test/make-glb.ts";
import { makeRichGlb, PIXELS, RICH } from "../../test/make-rich-glb.ts";
import { measureCorners } from "../../test/measure-corners.ts";
import { pngCodec } from "../../test/png-codec.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import { toLinear } from "./srgb.ts";
import type { WriteOptions } from "./write-options.ts";

async function read(glb: Uint8Array, options: WriteOptions = {}) {
  const bytes = await collectBytes(writeModel(await readGlb(glb), "ply", options));
  const text = new TextDecoder("latin1").decode(bytes);
  const geometry = new PLYLoader().parse(bytes.buffer as ArrayBuffer);
  const positions = geometry.getAttribute("position").array;
  const corners = [...geometry.index!.array].flatMap((vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)]);
  return { head: text.slice(0, text.indexOf("end_header")), geometry, ...measureCorners(corners) };
}

describe("PLY", () => {
  it("is read with all triangles, in their size, closed, Z up", async () => {
    const { head, triangles, min, max, volume, geometry } = await read(await makeRichGlb(), { unit: "mm", scale: 0.5 });
    expect(head).toContain("comment unit mm, z up\nelement vertex 72\n");
    expect(triangles).toBe(RICH.triangles);
    expect(min).toEqual([RICH.min[0]! * 500, -RICH.max[2]! * 500, RICH.min[1]! * 500]);
    expect(max).toEqual([RICH.max[0]! * 500, -RICH.min[2]! * 500, RICH.max[1]! * 500]);
    expect(volume / 500 ** 3 / RICH.volume).toBeCloseTo(1, 6);
    const { parts } = await readGlb(await makeRichGlb());
    const [normal, uv] = [geometry.getAttribute("normal"), geometry.getAttribute("uv")];
    for (let vertex = 0; vertex < 24; vertex++) {
      const [x, y, z] = parts[0]!.normals!.subarray(3 * vertex, 3 * vertex + 3);
      expect([normal.getX(vertex), normal.getY(vertex), normal.getZ(vertex)].map((value) => value + 0)).toEqual([x! + 0, -z! + 0, y! + 0]);
      expect([uv.getX(vertex), uv.getY(vertex)]).toEqual([parts[0]!.uvs![2 * vertex], 1 - parts[0]!.uvs![2 * vertex + 1]!]);
    }
    // The part that has no normals: those of its triangles.
    for (let vertex = 48; vertex < 72; vertex++) expect(Math.hypot(normal.getX(vertex), normal.getY(vertex), normal.getZ(vertex))).toBeCloseTo(1, 6);
    const place = geometry.getAttribute("position");
    expect(normal.getX(48) * (place.getX(48) - 0) + normal.getY(48) * place.getY(48) + normal.getZ(48) * (place.getZ(48) - 5000)).toBeGreaterThan(0);
  });

  it("has base colours, colours of vertices and, where they can be decoded, those of the texture", async () => {
    const colorAt = async (vertex: number, options: WriteOptions) => {
      const color = (await read(await makeRichGlb(), options)).geometry.getAttribute("color");
      return [color.getX(vertex), color.getY(vertex), color.getZ(vertex)];
    };
    const close = (actual: number[], wanted: number[]) => wanted.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 2));
    // The reader turns sRGB back into linear.
    close(await colorAt(0, {}), [1, 0.5, 1]);
    close(await colorAt(24, {}), [1, 0.25, 0.25]);
    close(await colorAt(48, {}), [0, 1, 0]);
    // The first vertex lies at 0, 0: the upper left pixel; the third at 1, 1: the lower right one.
    const texel = (pixel: number) => [...PIXELS.data.subarray(4 * pixel, 4 * pixel + 3)].map((value, k) => toLinear(value / 255) * (k === 1 ? 0.5 : 1));
    close(await colorAt(0, { codec: pngCodec }), texel(0));
    close(await colorAt(2, { codec: pngCodec }), texel(3));
  });

  it("has no property that no part has", async () => {
    const maker = new GlbMaker();
    const box = maker.box();
    box.listPrimitives()[0]!.setAttribute("NORMAL", null).setAttribute("TEXCOORD_0", null);
    maker.show(box);
    const { head, triangles } = await read(await maker.bytes());
    expect(head.match(/property.*/g)).toEqual(["property float x", "property float y", "property float z", "property list uchar int vertex_indices"]);
    expect(triangles).toBe(12);
  });

  it("has alpha where something is see-through", async () => {
    const { head, triangles } = await read(await makeRichGlb({ alphaMode: "BLEND" }));
    expect(head).toContain("property uchar blue\nproperty uchar alpha\n");
    expect(triangles).toBe(RICH.triangles);
    expect((await read(await makeRichGlb())).head).not.toContain("alpha");
  });

  it("says what it changes and loses, refuses what it cannot write and stops when told", async () => {
    const model = await readGlb(await makeRichGlb());
    expect(judgeFormat(model, "ply")).toEqual({
      kept: ["triangles", "size", "normals", "uvs", "vertexColors"],
      changed: ["parts", "baseColor"],
      lost: ["names", "baseColorTexture", "metallicRoughness", "normalTexture", "occlusion", "emissive", "doubleSided"],
    });
    expect(judgeFormat(model, "ply", { codec: pngCodec }).changed).toContain("baseColorTexture");
    await expect(collectBytes(writeModel({ ...model, parts: [] }, "ply"))).rejects.toMatchObject({ code: "no_triangles" });
    const stop = new AbortController();
    await expect(collectBytes(writeModel(model, "ply", { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) }))).rejects.toThrow("enough");
  });
});
