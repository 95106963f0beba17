import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Primitive, type GLTF } from "@gltf-transform/core";
import { EXTMeshGPUInstancing, EXTMeshoptCompression, EXTTextureWebP, KHRDracoMeshCompression, KHRMaterialsEmissiveStrength, KHRMaterialsUnlit, KHRMeshQuantization, KHRTextureBasisu, KHRTextureTransform } from "@gltf-transform/extensions";
import draco3d from "draco3d";
import { MeshoptEncoder } from "meshoptimizer";
import { sharpCodec } from "../../src/images/sharp-codec.ts";
import type { Model } from "../../src/model.ts";
import { arc } from "../arc.ts";
import { makeEightJoints } from "../make-eight-joints.ts";
import { GlbMaker } from "../make-glb.ts";
import { makeKtx2 } from "../make-ktx2.ts";
import { makeMovingMaker } from "../make-moving-glb.ts";
import { makeRiggedMaker } from "../make-rigged-glb.ts";
import { makeRichGlb } from "../make-rich-glb.ts";
import { ballOf } from "../measure.ts";
import { cubesOf, ringOf, withIndices } from "../shapes.ts";
import { addMesh, addPicture, primitiveOf } from "./add-shapes.ts";
import { milled, turned } from "./turned.ts";

export interface InteropModel {
  /** Of the file, too. */
  name: string;
  make(): Promise<Uint8Array>;
  /** Too large for the quick round. */
  isLarge?: boolean;
  /** What readers of glTF in JavaScript need more for than they have here: the original is not compared with what they read. */
  isOnlyOurs?: boolean;
  /** Of what moves: at which seconds of its first animation programs are asked where it is. */
  seconds?: readonly number[];
  /** What it is where a format can have what is truly round: so fine that it measures the same, and how many surfaces there are of each kind, by FreeCAD's words. */
  round?: { model: () => Model; surfaces: Readonly<Record<string, number>> };
}

await MeshoptEncoder.ready;
const encoders = { "meshopt.encoder": MeshoptEncoder, "draco3d.encoder": await draco3d.createEncoderModule() };
/** A model that is made by adding to one scene. */
const built = (add: (maker: GlbMaker) => unknown) => async (): Promise<Uint8Array> => {
  const maker = new GlbMaker();
  await add(maker);
  return maker.bytes(encoders);
};

const TEAPOT = fileURLToPath(new URL("../../../../demo/models/teapot.glb", import.meta.url));
const paint = (maker: GlbMaker, name: string, ...color: [number, number, number]) => maker.document.createMaterial(name).setBaseColorFactor([...color, 1]).setMetallicFactor(0);
// Balls of fewer than 24 steps around stay as they are in STEP, too.
const bowl = () => withIndices(ballOf(11), (indices) => indices.slice(indices.length / 2));
/** A cup with rounded edges below and above, which is a ball within, below. */
const rounded = (steps: number) => [[0, 0] as const, ...arc([0.8, 0.2], 0.2, -90, 0, steps), ...arc([0.9, 2], 0.1, 0, 90, steps), ...arc([0.8, 2.05], 0.05, 90, 180, steps), ...arc([0, 1], 0.75, 0, -90, 2 * steps)];
const textured = (maker: GlbMaker) => maker.document.createMaterial("picture").setBaseColorTexture(addPicture(maker, "squares")).setMetallicFactor(0);

/** One for each thing that a file may have and a writer may get wrong. */
export const INTEROP_MODELS: readonly InteropModel[] = [
  { name: "generated", make: async () => new Uint8Array(await readFile(TEAPOT)) },
  { name: "cube", make: built((maker) => maker.show(maker.box("cube", paint(maker, "red", 1, 0, 0)), "cube")) },
  { name: "one-triangle", make: built((maker) => maker.show(addMesh(maker, withIndices(cubesOf(1), (indices) => indices.slice(24, 27))), "triangle")) },
  { name: "every-texture", make: () => makeRichGlb() },
  { name: "masked", make: () => makeRichGlb({ alphaMode: "MASK" }) },
  { name: "blended", make: () => makeRichGlb({ alphaMode: "BLEND" }) },
  {
    name: "many-materials",
    make: built((maker) => {
      for (let at = 0; at < 24; at++) maker.show(maker.box(`box ${at}`, paint(maker, `paint ${at} ('dry')`, (at % 4) / 3, (at % 3) / 2, (at % 2) / 2)), `board ${at} (8')`).setTranslation([1.5 * (at % 6), 1.5 * Math.floor(at / 6), 0]);
    }),
  },
  {
    name: "two-materials-one-mesh",
    make: built((maker) => {
      const [part] = cubesOf(2).parts;
      const mesh = maker.document.createMesh("cube");
      for (const [at, color] of [[0, paint(maker, "left", 1, 0, 0)], [1, paint(maker, "right", 0, 0, 1)]] as const) mesh.addPrimitive(primitiveOf(maker, { ...part!, indices: part!.indices.filter((_, k) => Math.floor(k / 72) === at) }).setMaterial(color));
      maker.show(mesh, "cube");
    }),
  },
  { name: "mirrored", make: built((maker) => maker.show(addMesh(maker, { ...ringOf(12, 6), name: "ring" }), "mirrored").setScale([-1, 2, 1]).setTranslation([3, 0, 0])) },
  {
    name: "nested-nodes",
    make: built((maker) => {
      const outer = maker.document.createNode("outer").setTranslation([10, 0, 0]).setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2]);
      const inner = maker.document.createNode("inner").setScale([1, 3, 0.5]);
      maker.scene.addChild(outer.addChild(inner.addChild(maker.document.createNode("leaf").setMesh(maker.box()).setRotation([0.2588190451, 0, 0, 0.9659258263]))));
    }),
  },
  {
    name: "shown-three-times",
    make: built((maker) => {
      const mesh = addMesh(maker, ballOf(8));
      for (const x of [0, 3, 6]) maker.show(mesh, "ball").setTranslation([x, 0, 0]);
    }),
  },
  {
    name: "instances",
    make: built((maker) => {
      const all = maker.document.createExtension(EXTMeshGPUInstancing).setRequired(true).createInstancedMesh();
      all.setAttribute("TRANSLATION", maker.accessor("VEC3", Float32Array.of(0, 0, 0, 5, 0, 0, 0, 5, 0))).setAttribute("SCALE", maker.accessor("VEC3", Float32Array.of(1, 1, 1, 2, 2, 2, 1, 2, 3)));
      maker.show(maker.box()).setExtension("EXT_mesh_gpu_instancing", all);
    }),
  },
  { name: "open-bowl", make: built((maker) => maker.show(addMesh(maker, bowl(), paint(maker, "bowl", 0, 0.5, 0.5).setDoubleSided(true)), "bowl")) },
  { name: "small-hole", make: built((maker) => maker.show(addMesh(maker, withIndices(ballOf(11), (indices) => [...indices.slice(0, 300), ...indices.slice(306)])), "ball")) },
  { name: "inside-out", make: built((maker) => maker.show(addMesh(maker, withIndices(ballOf(11), (indices) => indices.reverse())), "ball")) },
  {
    name: "hollow",
    make: built((maker) => {
      maker.show(addMesh(maker, ballOf(11)), "outer");
      maker.show(addMesh(maker, withIndices(ballOf(8), (indices) => indices.reverse())), "inner").setScale([0.5, 0.5, 0.5]);
    }),
  },
  { name: "touching", make: built((maker) => maker.show(addMesh(maker, cubesOf(2, [0, 0, 0], [1, 1, 0])), "cubes")) },
  { name: "handle", make: built((maker) => maker.show(addMesh(maker, ringOf(24, 12)), "ring")) },
  {
    name: "vertex-colors",
    make: built((maker) => {
      const { parts, ...ball } = ballOf(10);
      const [part] = parts;
      const colors = part!.positions.reduce<number[]>((all, value, at) => (all.push((value + 1) / 2), at % 3 === 2 && all.push(1), all), []);
      maker.show(addMesh(maker, { ...ball, parts: [{ ...part!, colors: Float32Array.from(colors) }] }), "ball");
    }),
  },
  {
    name: "quantised",
    make: built((maker) => {
      maker.document.createExtension(KHRMeshQuantization).setRequired(true);
      const [part] = ballOf(12).parts;
      const quantised = maker.accessor("VEC3", Int16Array.from(part!.positions, (value) => Math.round(value * 32767))).setNormalized(true);
      maker.show(maker.document.createMesh("ball").addPrimitive(primitiveOf(maker, part!).setAttribute("POSITION", quantised)), "ball");
    }),
  },
  {
    name: "draco",
    isOnlyOurs: true,
    make: built((maker) => {
      maker.document.createExtension(KHRDracoMeshCompression).setRequired(true).setEncoderOptions({ method: KHRDracoMeshCompression.EncoderMethod.EDGEBREAKER });
      maker.show(addMesh(maker, cubesOf(6), textured(maker)), "cube");
    }),
  },
  {
    name: "meshopt",
    make: built((maker) => {
      maker.document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
      maker.show(addMesh(maker, cubesOf(6), textured(maker)), "cube");
    }),
  },
  {
    name: "unicode-names",
    make: built((maker) => {
      for (const [at, name] of ["Vase 花瓶", "Lampe à « huile »", "كأس", "a/b\\c:d*e?\"<f>|g", "😀 & 'quoted'"].entries()) maker.show(maker.box(name, paint(maker, `${name} paint`, at / 5, 0.5, 0.5)), name).setTranslation([2 * at, 0, 0]);
    }),
  },
  { name: "same-names", make: built((maker) => [0, 1, 2].forEach((at) => maker.show(maker.box("part", paint(maker, "same", at / 2, 0, 0)), "part").setTranslation([2 * at, 0, 0]))) },
  {
    name: "strip-and-fan",
    make: built((maker) => {
      const fan = maker.accessor("VEC3", Float32Array.from([0, 0, 0, ...Array.from({ length: 9 }, (_, at) => [Math.cos((at * Math.PI) / 4), Math.sin((at * Math.PI) / 4), 0]).flat()]));
      const strip = maker.accessor("VEC3", Float32Array.from(Array.from({ length: 10 }, (_, at) => [at / 2, at % 2, 1]).flat()));
      const primitive = (mode: GLTF.MeshPrimitiveMode, positions: typeof fan) => maker.document.createPrimitive().setMode(mode).setAttribute("POSITION", positions);
      maker.show(maker.document.createMesh("both").addPrimitive(primitive(Primitive.Mode.TRIANGLE_FAN!, fan)).addPrimitive(primitive(Primitive.Mode.TRIANGLE_STRIP!, strip)), "both");
    }),
  },
  {
    name: "without-indices",
    make: built((maker) => {
      const [part] = ballOf(6).parts;
      const corners = Float32Array.from([...part!.indices].flatMap((vertex) => [...part!.positions.subarray(3 * vertex, 3 * vertex + 3)]));
      maker.show(maker.document.createMesh("ball").addPrimitive(maker.document.createPrimitive().setAttribute("POSITION", maker.accessor("VEC3", corners))), "ball");
    }),
  },
  {
    name: "morphed",
    isOnlyOurs: true,
    make: built((maker) => {
      const mesh = addMesh(maker, ballOf(8));
      const offsets = ballOf(8).parts[0]!.positions.map((value, at) => (at % 3 === 1 ? value : 0));
      mesh.listPrimitives()[0]!.addTarget(maker.document.createPrimitiveTarget("taller").setAttribute("POSITION", maker.accessor("VEC3", offsets)));
      maker.show(mesh.setWeights([0.5]), "ball");
    }),
  },
  {
    name: "moved-texture",
    make: built((maker) => {
      const material = textured(maker);
      const transform = maker.document.createExtension(KHRTextureTransform).createTransform().setOffset([0.25, 0]).setScale([2, 0.5]).setRotation(Math.PI / 6);
      material.getBaseColorTextureInfo()!.setExtension("KHR_texture_transform", transform);
      maker.show(addMesh(maker, cubesOf(2), material), "cube");
    }),
  },
  {
    name: "two-uv-sets",
    make: built((maker) => {
      const material = textured(maker).setOcclusionTexture(addPicture(maker, "shade", 16)).setEmissiveTexture(addPicture(maker, "glow", 4)).setEmissiveFactor([1, 0.5, 0]);
      for (const info of [material.getOcclusionTextureInfo(), material.getEmissiveTextureInfo()]) info!.setTexCoord(1);
      const [part] = cubesOf(2).parts;
      const second = maker.accessor("VEC2", part!.uvs!.map((value) => 0.25 + value / 2));
      maker.show(maker.document.createMesh("cube").addPrimitive(primitiveOf(maker, part!).setAttribute("TEXCOORD_1", second).setMaterial(material)), "cube");
    }),
  },
  { name: "rigged", isOnlyOurs: true, seconds: [0, 0.4, 1, 1.45, 1.9], make: () => makeRiggedMaker().bytes() },
  { name: "skinned", make: () => makeEightJoints().bytes() },
  { name: "animated", isOnlyOurs: true, seconds: [0, 0.5, 1, 1.7], make: () => makeMovingMaker().bytes() },
  {
    name: "sparse",
    isOnlyOurs: true,
    make: built((maker) => {
      const mesh = maker.box("box");
      const [primitive] = mesh.listPrimitives();
      const moved = new Float32Array(primitive!.getAttribute("POSITION")!.getArray()!.length);
      moved.set([0.25, 0.5, 0.125], 3);
      const target = maker.document.createPrimitiveTarget("moved").setAttribute("POSITION", maker.accessor("VEC3", moved).setSparse(true));
      maker.show(mesh.setWeights([1]), "box");
      primitive!.addTarget(target);
    }),
  },
  {
    name: "webp",
    make: built(async (maker) => {
      maker.document.createExtension(EXTTextureWebP).setRequired(true);
      const material = textured(maker);
      const picture = material.getBaseColorTexture()!;
      picture.setImage(await sharpCodec.encode(await sharpCodec.decode(picture.getImage()!, "image/png"), "image/webp")).setMimeType("image/webp");
      maker.show(addMesh(maker, cubesOf(3), material), "cube");
    }),
  },
  {
    name: "ktx2",
    make: built((maker) => {
      maker.document.createExtension(KHRTextureBasisu).setRequired(true);
      const material = textured(maker);
      material.getBaseColorTexture()!.setImage(makeKtx2([30, 160, 60, 255])).setMimeType("image/ktx2");
      maker.show(addMesh(maker, cubesOf(3), material), "cube");
    }),
  },
  { name: "textured-seams", make: built((maker) => maker.show(addMesh(maker, cubesOf(5), textured(maker)), "cube")) },
  {
    name: "glowing-and-unlit",
    make: built((maker) => {
      const glow = paint(maker, "glow", 0, 0, 0).setEmissiveFactor([1, 0.5, 0]).setExtension("KHR_materials_emissive_strength", maker.document.createExtension(KHRMaterialsEmissiveStrength).createEmissiveStrength().setEmissiveStrength(4));
      maker.show(maker.box("glow", glow), "glow");
      maker.show(maker.box("flat", paint(maker, "flat", 0, 1, 0).setExtension("KHR_materials_unlit", maker.document.createExtension(KHRMaterialsUnlit).createUnlit())), "flat").setTranslation([2, 0, 0]);
    }),
  },
  turned("cylinder", [[0, 0], [1, 0], [1, 3], [0, 3]], 48, { Cylinder: 1, Plane: 2 }),
  turned("cone", [[0, 0], [1, 0], [0.5, 2], [0, 2]], 40, { Cone: 1, Plane: 2 }, { slant: 0 }),
  // A pot with a foot, thick walls and a slanted lip.
  turned("vessel", [[0, 0], [0.7, 0], [0.7, 0.25], [1, 0.5], [1, 2], [1.25, 2.4], [1.1, 2.4], [0.85, 2], [0.85, 0.6], [0, 0.6]], 64, { Cylinder: 3, Cone: 3, Plane: 3 }),
  turned("pointed", [[0, 0], [1, 0], [0, 2]], 40, { Cone: 1, Plane: 1 }, { slant: 0 }),
  turned("globe", arc([0, 0], 1, -90, 90, 24), 48, { Sphere: 1 }, { exact: arc([0, 0], 1, -90, 90, 400), slant: 0 }),
  turned("tyre", arc([2, 0], 0.5, 0, 360, 32).slice(1), 64, { Toroid: 1 }, { exact: arc([2, 0], 0.5, 0, 360, 400).slice(1), slant: 0 }),
  turned("rounded", rounded(6), 64, { Plane: 2, Cylinder: 2, Toroid: 3, Sphere: 1 }, { exact: rounded(150) }),
  milled("milled", 9),
  { name: "tiny", make: built((maker) => maker.show(addMesh(maker, ballOf(11)), "ball").setScale([1e-4, 1e-4, 1e-4])) },
  { name: "far-away", make: built((maker) => maker.show(addMesh(maker, cubesOf(3)), "cube").setTranslation([1000, 500, -2000])) },
  { name: "two-hundred-parts", make: built((maker) => Array.from({ length: 200 }, (_, at) => maker.show(maker.box(`part ${at}`), `part ${at}`).setTranslation([2 * (at % 20), 2 * Math.floor(at / 20), 0]))) },
  { name: "300k-triangles", isLarge: true, make: built((maker) => maker.show(addMesh(maker, ballOf(275)), "ball")) },
];
