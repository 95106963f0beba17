import { KHRTextureTransform } from "@gltf-transform/extensions";
import { strFromU8, unzipSync } from "fflate";
import { validateBytes } from "gltf-validator";
import type { BufferGeometry, Mesh, MeshPhongMaterial, MeshPhysicalMaterial, Object3D } from "three";
import { FBXLoader } from "three/examples/jsm/loaders/FBXLoader.js";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { USDLoader } from "three/examples/jsm/loaders/USDLoader.js";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { inPage } from "../../test/in-page.ts";
import { boxArrays, GlbMaker } from "../../test/make-glb.ts";
import { PIXELS } from "../../test/make-rich-glb.ts";
import { child, parseFbx } from "../../test/parse-fbx.ts";
import { encodePng, pngCodec } from "../../test/png-codec.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import type { FormatName } from "./format.ts";

const BOX = boxArrays();
/** Three places for pictures on one cube, (0, 0) the upper left: as the file has them first, in a second set, and by a transform of the first. */
const FIRST = BOX.uvs;
const SECOND = BOX.uvs.map((value, at) => (at % 2 === 0 ? value / 4 : 0.25 + value / 2));
const MOVED = BOX.uvs.map((value, at) => 4 * value + [0.5, 0.25][at % 2]!);

type Kind = "shade" | "glow" | "bumps";

/** A cube with a picture of its colour by the first coordinates; shade and glow lie by the second, bumps by the transform. */
async function make(...kinds: Kind[]): Promise<Model> {
  const maker = new GlbMaker();
  const picture = (name: string) => maker.document.createTexture(name).setImage(encodePng(PIXELS)).setMimeType("image/png");
  const material = maker.document.createMaterial("paint").setBaseColorTexture(picture("colour"));
  if (kinds.includes("shade")) material.setOcclusionTexture(picture("shade")).getOcclusionTextureInfo()!.setTexCoord(1);
  if (kinds.includes("glow")) material.setEmissiveFactor([1, 1, 1]).setEmissiveTexture(picture("glow")).getEmissiveTextureInfo()!.setTexCoord(1);
  const transform = maker.document.createExtension(KHRTextureTransform).createTransform().setScale([4, 4]).setOffset([0.5, 0.25]);
  if (kinds.includes("bumps")) material.setNormalTexture(picture("bumps")).getNormalTextureInfo()!.setExtension("KHR_texture_transform", transform);
  const mesh = maker.box("box", material);
  mesh.listPrimitives()[0]!.setAttribute("TEXCOORD_1", maker.accessor("VEC2", SECOND));
  maker.show(mesh);
  return readGlb(await maker.bytes());
}

let model: Model;
beforeAll(async () => {
  model = await make("shade", "glow", "bumps");
});

const write = (format: FormatName, of: Model = model) => collectBytes(writeModel(of, format, { codec: pngCodec }));

function meshOf(root: Object3D): Mesh<BufferGeometry> {
  const meshes: Mesh[] = [];
  root.traverse((object) => void ("isMesh" in object && meshes.push(object as Mesh)));
  expect(meshes).toHaveLength(1);
  return meshes[0]!;
}

/** Of each corner of each triangle, (0, 0) the lower left as most formats have it. */
const expected = (uvs: Float32Array, isUpright = false) => [...BOX.indices].flatMap((vertex) => [uvs[2 * vertex]!, isUpright ? uvs[2 * vertex + 1]! : 1 - uvs[2 * vertex + 1]!]);
const found = (geometry: BufferGeometry, name: string) => [...((geometry.index ? geometry.toNonIndexed() : geometry).getAttribute(name)?.array ?? [])];

describe("pictures that lie by several sets of coordinates", () => {
  it("are read with the coordinates of each, the transform worked in", () => {
    const [part] = model.parts;
    const [{ baseColorTexture, occlusionTexture, emissiveTexture, normalTexture }] = model.materials as [Model["materials"][number]];
    const [bySet, byTransform] = [occlusionTexture!.uvSet!, normalTexture!.uvSet!];
    expect([baseColorTexture!.uvSet ?? 0, emissiveTexture!.uvSet, part!.moreUvs!.length, part!.uvs]).toEqual([0, bySet, 2, FIRST]);
    expect([part!.moreUvs![bySet - 1], part!.moreUvs![byTransform - 1]]).toEqual([SECOND, MOVED]);
  });

  it("are where they were in USDZ, each by a reader of its own set", async () => {
    const bytes = await write("usdz");
    const layer = strFromU8(unzipSync(bytes)["model.usda"] ?? Object.values(unzipSync(bytes))[0]!);
    expect([...layer.matchAll(/inputs:varname = "(st\d*)"/g)].map(([, name]) => name).sort()).toEqual(["st", "st1", "st2"]);
    expect([...layer.matchAll(/texCoord2f\[\] primvars:(\w+)/g)].map(([, name]) => name)).toEqual(["st", "st1", "st2"]);
  });

  it.each([["shade", "aoMap", SECOND], ["bumps", "normalMap", MOVED]] as const)("are where they were in USDZ for three, which reads two sets: %s", async (kind, slot, uvs) => {
    const bytes = await write("usdz", await make(kind));
    const mesh = meshOf(await inPage(() => new USDLoader().parse(bytes.slice().buffer)));
    const { map, [slot]: other } = mesh.material as MeshPhysicalMaterial;
    expect([map!.channel, other!.channel]).toEqual([0, 1]);
    expect([found(mesh.geometry, "uv"), found(mesh.geometry, "uv1")]).toEqual([expected(FIRST), expected(uvs)]);
  });

  it("name the set of their own in FBX, which has a layer for each", async () => {
    const bytes = await write("fbx");
    const objects = child(parseFbx(bytes), "Objects").children;
    const propertyOf = (texture: (typeof objects)[number], name: string) => child(texture.children, "Properties70").children.find(({ values }) => values[0] === name)!.values[4];
    const sets = objects.filter(({ name }) => name === "Texture").map((texture) => [String(child(texture.children, "RelativeFilename").values[0]).replace(/-.*|\.png/, ""), propertyOf(texture, "UVSet")]);
    const [{ emissiveTexture, normalTexture }] = model.materials as [Model["materials"][number]];
    expect(Object.fromEntries(sets)).toMatchObject({ colour: "UVMap", glow: `UVMap.00${emissiveTexture!.uvSet}`, bumps: `UVMap.00${normalTexture!.uvSet}` });
    const { children } = child(objects, "Geometry");
    expect(children.filter(({ name }) => name === "LayerElementUV").map((layer) => [layer.values[0], child(layer.children, "Name").values[0]])).toEqual([[0, "UVMap"], [1, "UVMap.001"], [2, "UVMap.002"]]);
    const layers = children.filter(({ name }) => name === "Layer").map((layer) => layer.children.filter(({ name }) => name === "LayerElement").map((element) => `${String(child(element.children, "Type").values[0])} ${String(child(element.children, "TypedIndex").values[0])}`));
    expect([layers[0]!.includes("LayerElementUV 0"), ...layers.slice(1)]).toEqual([true, ["LayerElementUV 1"], ["LayerElementUV 2"]]);
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const mesh = meshOf(await inPage(() => new FBXLoader().parse(bytes.slice().buffer, "")));
    vi.restoreAllMocks();
    const uvs = [model.parts[0]!.uvs!, ...model.parts[0]!.moreUvs!].map((values) => expected(values!));
    expect(["uv", "uv1", "uv2"].map((name) => found(mesh.geometry, name))).toEqual(uvs);
    expect((mesh.material as MeshPhongMaterial).emissiveMap).not.toBeNull();
  });

  it("are where they were in a GLB, by the standard and for three", async () => {
    const bytes = await write("glb");
    expect((await validateBytes(bytes)).issues).toMatchObject({ numErrors: 0 });
    const mesh = meshOf((await inPage(() => new GLTFLoader().parseAsync(bytes.slice().buffer, ""))).scene);
    const { map, aoMap, emissiveMap, normalMap } = mesh.material as MeshPhysicalMaterial;
    expect([map!.channel, aoMap!.channel === emissiveMap!.channel]).toEqual([0, true]);
    const uvOf = (channel: number) => found(mesh.geometry, channel === 0 ? "uv" : `uv${channel}`);
    expect([map, aoMap, normalMap].map((texture) => uvOf(texture!.channel))).toEqual([expected(FIRST, true), expected(SECOND, true), expected(MOVED, true)]);
    const again = await readGlb(bytes);
    expect([again.parts[0]!.uvs, again.parts[0]!.moreUvs]).toEqual([model.parts[0]!.uvs, model.parts[0]!.moreUvs]);
  });

  it("have zeros in a GLB for a set that the file has not, as the standard wants coordinates for each picture", async () => {
    const bytes = await write("glb", { ...model, parts: model.parts.map((part) => ({ ...part, uvs: null, moreUvs: [null, MOVED] })) });
    expect((await validateBytes(bytes)).issues).toMatchObject({ numErrors: 0 });
  });
});
