import { Primitive, WebIO, type Document, type GLTF } from "@gltf-transform/core";
import { ALL_EXTENSIONS, EXTMeshGPUInstancing, KHRLightsPunctual, KHRMaterialsVariants } from "@gltf-transform/extensions";
import draco3d from "draco3d";
import { validateBytes } from "gltf-validator";
import { MeshoptDecoder } from "meshoptimizer";
import { Box3 } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { describe, expect, it } from "vitest";
import { GlbMaker } from "../../test/make-glb.ts";
import { encodePng } from "../../test/png-codec.ts";
import { makeRichGlb, PIXELS } from "../../test/make-rich-glb.ts";
import { ballOf } from "../../test/measure.ts";
import { boundsOf, countTriangles, type Bounds, type Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { optimizeGlb } from "./optimize-glb.ts";

/** What breaks the standard, by an independent judge. That WebP is not in its list of types is no fault of the file. */
async function faultsOf(bytes: Uint8Array): Promise<string[]> {
  const { issues } = await validateBytes(bytes, { ignoredIssues: ["MESH_PRIMITIVE_GENERATED_TANGENT_SPACE"] });
  return issues.messages.filter(({ severity }) => severity < 2).map(({ code, pointer, message }) => `${code} ${pointer} ${message}`);
}

function expectNear(bounds: Bounds, expected: Bounds, within: number): void {
  for (const end of ["min", "max"] as const) bounds[end].forEach((value, axis) => expect(Math.abs(value - expected[end][axis]!), `${end} ${axis}`).toBeLessThanOrEqual(within));
}

const jsonOf = (glb: Uint8Array) => JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + new DataView(glb.buffer, glb.byteOffset).getUint32(12, true)))) as GLTF.IGLTF;
const open = async (bytes: Uint8Array): Promise<Document> => new WebIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({ "meshopt.decoder": MeshoptDecoder }).readBinary(bytes);

function addBall(maker: GlbMaker, rows: number, name = "ball") {
  const [{ positions, indices }] = ballOf(rows).parts as [Part];
  const primitive = maker.document.createPrimitive().setAttribute("POSITION", maker.accessor("VEC3", positions)).setAttribute("NORMAL", maker.accessor("VEC3", positions.slice()));
  return maker.document.createMesh(name).addPrimitive(primitive.setIndices(maker.accessor("SCALAR", indices)));
}

/** Balls in every place in which a mesh can be: under a node with children, animated, turned, mirrored, twice by one mesh, and as instances. */
async function makePlaces(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const { document } = maker;
  const mesh = addBall(maker, 20);
  const parent = maker.show(mesh, "parent").setTranslation([1, 2, 3]).setRotation([0.5, 0.5, 0.5, 0.5]).setScale([2, 1, 0.5]).setExtras({ kept: true });
  parent.addChild(document.createNode("child").setMesh(addBall(maker, 12)).setTranslation([0, 4, 0]));
  maker.show(mesh, "mirrored").setTranslation([-5, 0, 0]).setScale([-1, 3, 1]).setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2]);
  const moving = maker.show(addBall(maker, 14, "moved"), "moving").setTranslation([0, -6, 0]);
  const sampler = document.createAnimationSampler().setInput(maker.accessor("SCALAR", Float32Array.from([0, 1]))).setOutput(maker.accessor("VEC3", Float32Array.from([0, -6, 0, 3, -6, 0])));
  document.createAnimation("walk").addSampler(sampler).addChannel(document.createAnimationChannel().setTargetNode(moving).setTargetPath("translation").setSampler(sampler));
  const instances = document.createExtension(EXTMeshGPUInstancing).setRequired(true).createInstancedMesh().setAttribute("TRANSLATION", maker.accessor("VEC3", Float32Array.from([0, 0, 9, 0, 0, 12])));
  maker.show(addBall(maker, 10, "many"), "many").setExtension("EXT_mesh_gpu_instancing", instances);
  return maker.bytes();
}

/** A skinned ball with a morph target and three materials to choose from, a lamp and a camera. */
async function makeLiving(morphs = true): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const { document } = maker;
  const mesh = addBall(maker, 24, "body").setWeights(morphs ? [0.5] : []).setExtras({ mesh: 1 });
  const [primitive] = mesh.listPrimitives() as [Primitive];
  const position = primitive.getAttribute("POSITION")!;
  const count = position.getCount();
  const joints = new Uint8Array(4 * count);
  const weights = Float32Array.from({ length: 4 * count }, (_, at) => [0.5, 0.5, 0, 0][at % 4]!);
  for (let at = 0; at < count; at++) joints[4 * at + 1] = 1;
  primitive.setAttribute("JOINTS_0", maker.accessor("VEC4", joints)).setAttribute("WEIGHTS_0", maker.accessor("VEC4", weights));
  const swollen = Float32Array.from(position.getArray() as Float32Array, (value, at) => (at % 3 === 0 ? 0.5 * value : 0));
  if (morphs) primitive.addTarget(document.createPrimitiveTarget("fat").setAttribute("POSITION", maker.accessor("VEC3", swollen)));
  const node = maker.show(mesh, "figure");
  const bones = ["hip", "head"].map((name) => document.createNode(name));
  maker.scene.addChild(bones[0]!.addChild(bones[1]!.setTranslation([0, 1, 0])));
  const still = Float32Array.from([0, 0].flatMap(() => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]));
  node.setSkin(document.createSkin("bones").addJoint(bones[0]!).addJoint(bones[1]!).setInverseBindMatrices(maker.accessor("MAT4", still)));
  const variants = document.createExtension(KHRMaterialsVariants);
  const list = variants.createMappingList();
  for (const name of ["red", "blue"]) list.addMapping(variants.createMapping().setMaterial(document.createMaterial(name).setRoughnessFactor(0.1)).addVariant(variants.createVariant(name)));
  primitive.setMaterial(document.createMaterial("plain").setExtras({ shop: "7" })).setExtension("KHR_materials_variants", list);
  maker.scene.addChild(document.createNode("lamp").setExtension("KHR_lights_punctual", document.createExtension(KHRLightsPunctual).createLight("sun").setType("directional")));
  maker.scene.addChild(document.createNode("eye").setCamera(document.createCamera("eye").setType("perspective").setYFov(1).setZNear(0.1)));
  return maker.bytes();
}

describe("an optimised GLB", () => {
  it("keeps to the standard, and its bounds within the error that it states, wherever its meshes are", async () => {
    for (const given of [await makePlaces(), await makeRichGlb()]) {
      const before = await readGlb(given);
      for (const maxError of [0, 0.002, 0.02]) {
        const { bytes, error, after, before: was } = await optimizeGlb(given, { maxError });
        expect(await faultsOf(bytes)).toEqual([]);
        const model = await readGlb(bytes);
        expect([was.triangles <= countTriangles(before), after.bytes]).toEqual([true, bytes.length]);
        expectNear(boundsOf(model), boundsOf(before), error.metres + 1e-6);
        expect(error.relative).toBeLessThan(maxError + 0.0003);
        if (maxError === 0) expect(countTriangles(model)).toBe(countTriangles(before));
        expect(bytes.length).toBeLessThan(given.length);
      }
    }
  });

  it("is read by another loader, in the same place and size, and still moves", async () => {
    const given = await makePlaces();
    const { bytes, error } = await optimizeGlb(given, { maxError: 0.005 });
    const load = async (of: Uint8Array) => new GLTFLoader().setMeshoptDecoder(MeshoptDecoder).parseAsync(of.slice().buffer, "");
    const [before, after] = [await load(given), await load(bytes)];
    const boxOf = ({ scene }: { scene: typeof before.scene }): Bounds => {
      const { min, max } = new Box3().setFromObject(scene, true);
      return { min: [min.x, min.y, min.z], max: [max.x, max.y, max.z] };
    };
    expectNear(boxOf(after), boxOf(before), error.metres + 1e-6);
    expect(after.animations.map(({ name, tracks }) => [name, tracks.map((track) => track.name)])).toEqual([["walk", ["moving.position"]]]);
    expect(after.scene.getObjectByName("parent")?.userData).toMatchObject({ kept: true });
  });

  it("loses nothing that lives: skins, morph targets, variants, lamps, cameras, names, extras", async () => {
    const given = await makeLiving();
    const { bytes, after, before, lost } = await optimizeGlb(given, { maxError: 0.01 });
    expect(await faultsOf(bytes)).toEqual([]);
    expect([after.triangles < 0.7 * before.triangles, lost]).toEqual([true, []]);
    const root = (await open(bytes)).getRoot();
    expect(root.listSkins().map((skin) => [skin.getName(), skin.listJoints().map((joint) => joint.getName())])).toEqual([["bones", ["hip", "head"]]]);
    expect([root.listCameras().length, root.listMaterials().map((material) => material.getName()).sort()]).toEqual([1, ["blue", "plain", "red"]]);
    expect(root.listNodes().map((node) => node.getName()).sort()).toEqual(["eye", "figure", "head", "hip", "lamp"]);
    expect(root.listExtensionsUsed().map(({ extensionName }) => extensionName)).toEqual(expect.arrayContaining(["KHR_lights_punctual", "KHR_materials_variants"]));
    const [mesh] = root.listMeshes();
    const [primitive] = mesh!.listPrimitives();
    expect([mesh!.getExtras(), mesh!.getWeights(), primitive!.listTargets().length, primitive!.getMaterial()!.getExtras()]).toEqual([{ mesh: 1, targetNames: ["fat"] }, [0.5], 1, { shop: "7" }]);
    const [weights] = [primitive!.getAttribute("WEIGHTS_0")!.getElement(0, [])];
    expect(weights[0]! + weights[1]!).toBeCloseTo(1, 6);
    for (const figure of [given, await makeLiving(false)]) expectNear(boundsOf(await readGlb((await optimizeGlb(figure, { maxError: 0.01 })).bytes)), boundsOf(await readGlb(figure)), 0.03);
  });

  it("is compressed by Draco or not at all, whatever it was before", async () => {
    const [draco, dracoEncoder] = [await draco3d.createDecoderModule(), await draco3d.createEncoderModule()];
    const given = await makePlaces();
    const bounds = boundsOf(await readGlb(given));
    const packed = await optimizeGlb(given, { compression: "draco", dracoEncoder });
    expect(await faultsOf(packed.bytes)).toEqual([]);
    expectNear(boundsOf(await readGlb(packed.bytes, { draco })), bounds, packed.error.metres + 1e-6);
    const plain = await optimizeGlb(packed.bytes, { compression: "none", isQuantized: false, draco, maxError: 0 });
    expect(await faultsOf(plain.bytes)).toEqual([]);
    expect((await open(plain.bytes)).getRoot().listExtensionsUsed().map(({ extensionName }) => extensionName)).toEqual(["EXT_mesh_gpu_instancing"]);
    expectNear(boundsOf(await readGlb(plain.bytes)), bounds, packed.error.metres + 1e-6);
    await expect(optimizeGlb(packed.bytes)).rejects.toMatchObject({ name: "InvalidGlbError" });
    const again = await optimizeGlb(await optimizeGlb(given).then(({ bytes }) => bytes), { compression: "draco", dracoEncoder });
    expect(await faultsOf(again.bytes)).toEqual([]);
  });

  it("drops what nothing shows, and says what it could not keep", async () => {
    const maker = new GlbMaker();
    maker.document.createTexture("unused").setImage(encodePng(PIXELS)).setMimeType("image/png");
    const mesh = maker.box("box", maker.document.createMaterial("plain"));
    mesh.listPrimitives()[0]!.setAttribute("_MINE", maker.accessor("SCALAR", new Float32Array(24)));
    maker.show(mesh);
    const given = await maker.bytes();
    const { bytes, lost } = await optimizeGlb(withJson(given, { ...jsonOf(given), extensionsUsed: ["ACME_shop"] }));
    expect(lost).toEqual(["ACME_shop"]);
    const root = (await open(bytes)).getRoot();
    expect([root.listTextures().length, root.listMeshes()[0]!.listPrimitives()[0]!.listSemantics().sort()]).toEqual([0, ["NORMAL", "POSITION", "_MINE"]]);
  });

  it("moves nothing that only an extension says the aim of, which it has not, and all else as before", async () => {
    const aimed = await makePlaces();
    const json = jsonOf(aimed);
    const [walk] = json.animations!;
    const pointer = { sampler: 0, target: { path: "pointer", extensions: { KHR_animation_pointer: { pointer: "/nodes/0/translation" } } } } as unknown as GLTF.IAnimationChannel;
    const given = (animations: GLTF.IAnimation[]) => withJson(aimed, { ...json, extensionsUsed: [...json.extensionsUsed!, "KHR_animation_pointer"], animations });
    const both = await optimizeGlb(given([{ ...walk!, channels: [pointer, ...walk!.channels] }, { name: "glow", samplers: walk!.samplers, channels: [pointer] }]));
    expect([await faultsOf(both.bytes), both.lost]).toEqual([[], ["KHR_animation_pointer"]]);
    expect(jsonOf(both.bytes).animations!.map(({ name, channels, samplers }) => [name, channels.map(({ target }) => target.path), samplers.length])).toEqual([["walk", ["translation"], 1]]);
    const none = await optimizeGlb(given([{ name: "glow", samplers: walk!.samplers, channels: [pointer] }]));
    expect([await faultsOf(none.bytes), jsonOf(none.bytes).animations]).toEqual([[], undefined]);
  });

  it("stays where it was however small it is", async () => {
    for (const size of [1e-5, 1e-7]) {
      const maker = new GlbMaker();
      maker.show(maker.box()).setScale([size, size, size]).setTranslation([0.3 * size, 0, 0]);
      const given = withTransforms(await maker.bytes(), { scale: [size, size, size], translation: [0.3 * size, 0, 0] });
      const before = boundsOf(await readGlb(given));
      for (const preset of ["light", "tiny"] as const) expectNear(boundsOf(await readGlb((await optimizeGlb(given, { preset })).bytes)), before, 0.001 * size);
    }
  });

  it("refuses places of triangles that are no numbers, as the reader does, and takes those of no triangle", async () => {
    const given = async (isUsed: boolean) => {
      const maker = new GlbMaker();
      const mesh = maker.box();
      const [primitive] = mesh.listPrimitives();
      const positions = primitive!.getAttribute("POSITION")!.getArray() as Float32Array;
      positions.set([NaN, Infinity]);
      if (!isUsed) primitive!.setIndices(maker.accessor("SCALAR", Uint16Array.from(primitive!.getIndices()!.getArray()!.slice(6))));
      maker.show(mesh);
      return maker.bytes();
    };
    const refused = { name: "InvalidGlbError", message: "A position of its triangles is no number." };
    await expect(optimizeGlb(await given(true))).rejects.toMatchObject(refused);
    await expect(readGlb(await given(true))).rejects.toMatchObject(refused);
    const { bytes, error, after } = await optimizeGlb(await given(false));
    expect([Number.isFinite(error.metres), Number.isFinite(error.relative), after.triangles]).toEqual([true, true, 10]);
    for (const model of [await readGlb(bytes), await readGlb(await given(false))]) expect(model.parts[0]!.positions.every((value) => Math.abs(value) < 0.51)).toBe(true);
  });

  it("keeps a mesh that has nothing but triangles without a surface, as whole triangles, and drops what is less than one", async () => {
    const given = async (indices: number[]) => {
      const maker = new GlbMaker();
      maker.show(maker.box());
      const flat = maker.box("flat");
      flat.listPrimitives()[0]!.setIndices(maker.accessor("SCALAR", Uint16Array.from(indices)));
      maker.show(flat);
      return maker.bytes();
    };
    expect((await optimizeGlb(await given([0, 0, 1, 1, 1]))).after.triangles).toBe(13);
    const { bytes } = await optimizeGlb(await given([0, 1]));
    expect(await faultsOf(bytes)).toEqual([]);
  });

  it("takes a model too, has as few triangles as it is told, and the same bytes each time", async () => {
    const told: number[] = [];
    const ball = ballOf(40);
    const made = await optimizeGlb(ball, { targetTriangles: 500, maxError: 1, onProgress: (share) => told.push(share) });
    expect(made.after.triangles).toBeLessThanOrEqual(500);
    expect(made.after.triangles).toBeGreaterThan(400);
    expect([told.at(-1), told.every((share, at) => share > (told[at - 1] ?? 0))]).toEqual([1, true]);
    expect((await optimizeGlb(ball, { targetTriangles: 500, maxError: 1 })).bytes).toEqual(made.bytes);
  });

  it("tries one loss after the other until it is as small as it should be, and says so when it is not", async () => {
    const ball = ballOf(60);
    const [roomy, tight, hopeless] = await Promise.all([1e6, 4000, 10].map((goalBytes) => optimizeGlb(ball, { preset: "tiny", goalBytes })));
    expect([roomy!.isGoalReached, tight!.isGoalReached, hopeless!.isGoalReached]).toEqual([true, true, false]);
    expect(roomy!.loss.maxError).toBeLessThan(tight!.loss.maxError);
    expect(tight!.bytes.length).toBeLessThanOrEqual(4000);
    expect((await optimizeGlb(ball, { preset: "tiny", goalBytes: 10, maxError: 0.005 })).loss.maxError).toBe(0.005);
  });

  it("refuses what cannot be, and stops when it is told to", async () => {
    const ball = ballOf(6);
    const bad = [{ maxError: -1 }, { targetTriangles: 0.5 }, { maxTextureSize: 0 }, { quality: 101 }, { preset: "huge" }, { compression: "zip" }, { compression: "draco" }, { textures: "gif" }];
    for (const options of bad) await expect(optimizeGlb(ball, options as never)).rejects.toMatchObject({ code: "option" });
    await expect(optimizeGlb(new Uint8Array(100))).rejects.toMatchObject({ name: "InvalidGlbError" });
    await expect(optimizeGlb(ball, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    await expect(optimizeGlb(await makePlaces(), { limits: { maxTriangles: 100 } })).rejects.toMatchObject({ name: "InvalidGlbError" });
  });
});

/** Of its first node: the library that made it leaves small ones out. */
function withTransforms(glb: Uint8Array, transforms: Pick<GLTF.INode, "scale" | "translation">): Uint8Array {
  const json = jsonOf(glb);
  return withJson(glb, { ...json, nodes: [{ ...json.nodes![0], ...transforms }] });
}

function withJson(glb: Uint8Array, json: object): Uint8Array {
  const length = new DataView(glb.buffer, glb.byteOffset).getUint32(12, true);
  const text = new TextEncoder().encode(JSON.stringify(json));
  const padded = new Uint8Array(Math.ceil(text.length / 4) * 4).fill(0x20);
  padded.set(text);
  const made = new Uint8Array(glb.length - length + padded.length);
  made.set(glb.subarray(0, 20));
  made.set(padded, 20);
  made.set(glb.subarray(20 + length), 20 + padded.length);
  const view = new DataView(made.buffer);
  view.setUint32(8, made.length, true);
  view.setUint32(12, padded.length, true);
  return made;
}
