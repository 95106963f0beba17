import { describe, expect, it, vi } from "vitest";
import { Mesh as ThreeMesh, type MeshStandardMaterial } from "three";
import { unzipSync } from "three/examples/jsm/libs/fflate.module.js";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";
import { STLLoader } from "three/examples/jsm/loaders/STLLoader.js";
import { USDLoader } from "three/examples/jsm/loaders/USDLoader.js";
import { validateCreate } from "../tasks/validate-create.ts";
import { photo } from "../test/open-simulator.ts";
import { makeBoxModel } from "./make-box-model.ts";
import { readMesh } from "./read-mesh.ts";
import { writeTaskFiles } from "./write-task-files.ts";

const request = validateCreate({ image_urls: [photo()], target_formats: ["glb", "obj", "stl", "usdz", "3mf", "fbx"] }, { rejectUnknownFields: true });
const made = await makeBoxModel([Buffer.from("front"), Buffer.from("back")], { request, seed: 1, signal: new AbortController().signal });
const files = await writeTaskFiles(made, request);
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(files.get(name)?.bytes ?? []);
const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const box = readMesh(bytesOf("model.glb"));
const height = Math.max(...box.positions.filter((_, i) => i % 3 === 1));

function meshIn(root: { traverse(visit: (object: object) => void): void }): ThreeMesh {
  const found: ThreeMesh[] = [];
  root.traverse((object) => {
    if (object instanceof ThreeMesh) found.push(object);
  });
  expect(found).toHaveLength(1);
  return found[0] ?? new ThreeMesh();
}

function heightOf({ geometry }: ThreeMesh): number {
  geometry.computeBoundingBox();
  return (geometry.boundingBox?.max.y ?? 0) - (geometry.boundingBox?.min.y ?? 0);
}

describe("a task's files, read by three", () => {
  it("OBJ: the same triangles with normals and texture coordinates", () => {
    const mesh = meshIn(new OBJLoader().parse(textOf(bytesOf("model.obj"))));
    expect([mesh.geometry.getAttribute("position").count, Object.keys(mesh.geometry.attributes).sort()]).toEqual([36, ["normal", "position", "uv"]]);
    expect(heightOf(mesh)).toBeCloseTo(height, 5);
  });

  it("STL: the same triangles, each normal outwards", () => {
    const geometry = new STLLoader().parse(bytesOf("model.stl").buffer);
    expect(geometry.getAttribute("position").count).toBe(36);
    const normals = geometry.getAttribute("normal");
    expect(Array.from({ length: 12 }, (_, i) => [normals.getX(i * 3), normals.getY(i * 3), normals.getZ(i * 3)].findIndex((value) => Math.abs(value) === 1))).toEqual([2, 2, 2, 2, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("USDZ: stored files at multiples of 64 bytes, the mesh, and the texture in its material", () => {
    const usdz = bytesOf("model.usdz");
    const entries = unzipSync(usdz);
    expect(Object.keys(entries)).toEqual(["model.usda", "texture_0.png"]);
    expect(entries["texture_0.png"]).toEqual(bytesOf("texture_0.png"));
    for (const bytes of Object.values(entries)) expect(Buffer.from(usdz).indexOf(bytes) % 64).toBe(0);
    vi.stubGlobal("Image", class {});
    try {
      const mesh = meshIn(new USDLoader().parse(usdz.buffer));
      expect(heightOf(mesh)).toBeCloseTo(height, 5);
      expect(mesh.geometry.getAttribute("uv").count).toBeGreaterThan(0);
      expect((mesh.material as MeshStandardMaterial).map).not.toBeNull();
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("3MF: three parts, in metres, a shell whose edges have two triangles of opposite direction", () => {
    const entries = unzipSync(bytesOf("model.3mf"));
    expect(Object.keys(entries)).toEqual(["[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model"]);
    const model = textOf(entries["3D/3dmodel.model"]);
    expect(model).toContain('unit="meter"');
    expect(model.match(/<vertex /g)).toHaveLength(8);
    const edges = [...model.matchAll(/v1="(\d)" v2="(\d)" v3="(\d)"/g)].flatMap(([, a, b, c]) => [`${a}${b}`, `${b}${c}`, `${c}${a}`]);
    expect([edges.length, new Set(edges).size]).toEqual([36, 36]);
    expect(edges.filter((edge) => !edges.includes(edge[1] + (edge[0] ?? "")))).toEqual([]);
  });

  it("FBX: there is none", () => {
    expect([...files.keys()].filter((name) => name.endsWith(".fbx"))).toEqual([]);
  });
});
