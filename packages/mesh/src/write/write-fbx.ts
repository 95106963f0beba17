import { Breath } from "../breath.ts";
import { TextureFiles } from "../images/texture-files.ts";
import type { Model } from "../model.ts";
import type { Motion, PartMotion } from "../motion.ts";
import { furtherUvsOf } from "../texture-uses.ts";
import { loadZlibPacker } from "../zip/load-zlib-packer.ts";
import { makeGeometry } from "./fbx-geometry.ts";
import { addAnimations } from "./fbx-animation.ts";
import { addDeformers } from "./fbx-deformers.ts";
import { findSurface, makeMaterial } from "./fbx-material.ts";
import { makeModel, UNMOVED } from "./fbx-model.ts";
import { arraysBy, encodeFbx, int, long, node, raw, text, type FbxNode } from "./fbx-nodes.ts";
import { choice, integer, properties70, real } from "./fbx-properties.ts";
import { addRig, nameRig } from "./fbx-rig.ts";
import { FbxScene, type Take } from "./fbx-scene.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { judgeUvSets, judgeWraps } from "./judge-pictures.ts";
import { motionOf } from "./motion-of.ts";
import { requireTriangles } from "./require-triangles.ts";
import { judgeTints } from "./tint-pictures.ts";
import { uniqueNames } from "./unique-names.ts";
import { weldVertices } from "./weld-vertices.ts";
import { axesOf, PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

const ROOT = 0;
const SCENE_ID = 999_999;
const CREATOR = "model-3d";
/** These two and the file's foot depend on each other: one time for all files, so that the same model is the same file. */
const CREATION_TIME = "1970-01-01 10:00:00:000";
const FILE_ID = Uint8Array.of(0x28, 0xb3, 0x2a, 0xeb, 0xb6, 0x24, 0xcc, 0xc2, 0xbf, 0xc8, 0xb0, 0x2a, 0xa9, 0x2b, 0xfc, 0xf1);
const LEFT_FOR_ENCODING = 0.9;
/** How programs show the time of what moves; keys are where they are. */
const FRAMES_30 = 6;

/**
 * FBX, binary, version 7.4 (2014): no standard, but what game engines and Autodesk's programs read. Pictures are in the file. A node, a mesh and a
 * material each part; the material is Phong, with metallic-roughness in the places where readers look for it.
 *
 * Colours are sRGB, as Autodesk's programs, Unity and three take them; Blender takes them as linear, and shows plain colours somewhat light. A file's
 * unit is told in centimetres, its axes by the up, the front and the right one.
 *
 * Pictures that lie by other coordinates than the base colour's name a set of their own (`UVSet`), with their transform worked in: ufbx goes
 * by it; Blender and three read the set, and lay all pictures by the first until somebody chooses it there.
 *
 * What moves hangs on nodes of its own, and joints on one another; skins are clusters, morph targets are blend shapes, and animations are stacks of
 * straight curves: turns by three angles, with as many keys as that takes to be within a twentieth of a degree.
 */
export const fbx: Format = {
  name: "fbx",
  extension: "fbx",
  mediaType: "application/octet-stream",
  unit: "cm",
  upAxis: "y",
  takes: ["unit", "upAxis", "textures"],
  isForSolids: false,
  needsCommonImages: true,
  hasUvSets: true,
  hasMotion: true,
  judge: judgeByTable({
    kept: ["triangles", "size", "parts", "names", "normals", "uvs", "vertexColors", "baseColor", "baseColorTexture", "normalTexture", "emissive"],
    changed: ["metallicRoughness", "alpha"],
    hasUvSets: true,
    unless: (model, options) => {
      const motion = motionOf(model, options);
      return { ...(areNamesChanged(model, motion) ? { names: "changed" } : {}), ...judgeTints(model, options), ...judgeWraps(model, ["repeat", "clamp"]), ...judgeUvSets(model), animations: motion?.carries.has("animations") ? "kept" : motion && motion.animations.length > 0 ? "changed" : "lost" };
    },
  }),
  write: writeFbx,
};

async function* writeFbx(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const { codec, signal, onProgress } = options;
  const count = requireTriangles(model);
  const scene = new FbxScene();
  const files = new TextureFiles(model, { codec, signal });
  const materials: number[] = [];
  const materialNames = nameMaterials(model);
  for (const [at, material] of model.materials.entries()) {
    signal?.throwIfAborted();
    const { rest, slots } = await findSurface(material, model, files);
    const id = scene.add((own) => makeMaterial(own, materialNames[at]!, rest));
    for (const slot of slots) scene.texture(slot, id);
    materials.push(id);
  }
  const axes = axesOf(options);
  const arrays = arraysBy(await loadZlibPacker());
  const motion = motionOf(model, options);
  const rig = addRig(scene, model.parts, motion, options);
  const breath = new Breath(signal);
  let done = 0;
  for (const [at, part] of model.parts.entries()) {
    await breath.take();
    const [name, moving] = [rig.names[at]!, motion?.parts.get(part) ?? null];
    const surface = { ...part, ...moving, moreUvs: furtherUvsOf(part, model.materials[part.material]!) };
    const welded = weldVertices(part.positions.length / 3, ...weldingOf(surface.positions, moving));
    const geometry = scene.add((id) => makeGeometry(id, name, surface, welded, axes, arrays));
    const shown = rig.partOf(at) ?? scene.add((id) => makeModel(id, name, "Mesh", UNMOVED));
    if (rig.partOf(at) === null) scene.connect(shown, rig.parentOf(part));
    scene.connect(geometry, shown);
    scene.connect(materials[part.material]!, shown);
    if (moving) rig.deformed.push(addDeformers(scene, { name, geometry, shown, welded, joints: rig.nodes }, moving, axes, arrays));
    done += part.indices.length / 3;
    onProgress((LEFT_FOR_ENCODING * done) / count);
  }
  if (motion) addAnimations(scene, motion, rig, options, arrays);
  for (const chunk of encodeFbx(documentOf(scene, options))) {
    signal?.throwIfAborted();
    yield chunk;
  }
  onProgress(1);
}

const nameMaterials = ({ materials }: Model) => uniqueNames(materials.map(({ name }) => name), "text", "material");

/** What moves brings names of its own, which those of parts have to differ from, too. */
function areNamesChanged(model: Model, motion: Motion | null): boolean {
  const { nodes, parts } = nameRig(model.parts, motion);
  const written = [...nodes, ...parts, ...nameMaterials(model)];
  return [...(motion?.nodes ?? []), ...model.parts, ...model.materials].some(({ name }, at) => name !== written[at]);
}

/** What is in one place and moves alike is one. */
function weldingOf(positions: Float32Array, moving: PartMotion | null): Float32Array[] {
  if (!moving) return [positions];
  return [positions, ...moving.morphs.map((morph) => morph.positions), ...(moving.skin ? [Float32Array.from(moving.skin.which), moving.skin.shares] : [])];
}

function makeTake({ name, from, to }: Take): FbxNode {
  const span = [long(from), long(to)];
  return node("Take", [text(name)], [node("FileName", [text(`${name}.tak`)]), node("LocalTime", span), node("ReferenceTime", span)]);
}

function documentOf({ objects, connections, takes }: FbxScene, { unit, upAxis, name }: ResolvedWriteOptions): FbxNode[] {
  const isMoving = objects.some(({ name: kind }) => kind === "AnimationStack");
  const counts = new Map<string, number>();
  for (const object of objects) counts.set(object.name, (counts.get(object.name) ?? 0) + 1);
  const type = (kind: string, count: number) => node("ObjectType", [text(kind)], [node("Count", [int(count)])]);
  const [up, front, sign] = upAxis === "y" ? [1, 2, 1] : [2, 1, -1];
  const centimetres = 100 / PER_METRE[unit];
  const time = [["Version", 1000], ["Year", 1970], ["Month", 1], ["Day", 1], ["Hour", 10], ["Minute", 0], ["Second", 0], ["Millisecond", 0]] as const; // prettier-ignore
  return [
    node("FBXHeaderExtension", [], [
      node("FBXHeaderVersion", [int(1003)]),
      node("FBXVersion", [int(7400)]),
      node("EncryptionType", [int(0)]),
      node("CreationTimeStamp", [], time.map(([part, value]) => node(part, [int(value)]))),
      node("Creator", [text(CREATOR)]),
    ]),
    node("FileId", [raw(FILE_ID)]),
    node("CreationTime", [text(CREATION_TIME)]),
    node("Creator", [text(CREATOR)]),
    node("GlobalSettings", [], [
      node("Version", [int(1000)]),
      properties70(
        integer("UpAxis", up!), integer("UpAxisSign", 1), integer("FrontAxis", front!), integer("FrontAxisSign", sign!), integer("CoordAxis", 0), integer("CoordAxisSign", 1),
        integer("OriginalUpAxis", -1), integer("OriginalUpAxisSign", 1), real("UnitScaleFactor", centimetres), real("OriginalUnitScaleFactor", centimetres), choice("TimeMode", isMoving ? FRAMES_30 : 0),
      ),
    ]),
    node("Documents", [], [node("Count", [int(1)]), node("Document", [long(SCENE_ID), text(name), text("Scene")], [properties70(), node("RootNode", [long(ROOT)])])]),
    node("References", [], []),
    node("Definitions", [], [node("Version", [int(100)]), node("Count", [int(objects.length + 1)]), type("GlobalSettings", 1), ...[...counts].map(([kind, count]) => type(kind, count))]),
    node("Objects", [], objects),
    node("Connections", [], connections),
    node("Takes", [], [node("Current", [text(takes[0]?.name ?? "")]), ...takes.map(makeTake)]),
  ]; // prettier-ignore
}
