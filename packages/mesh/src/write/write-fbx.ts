import { TextureFiles } from "../images/texture-files.ts";
import type { Model } from "../model.ts";
import { loadZlibPacker } from "../zip/load-zlib-packer.ts";
import { makeGeometry } from "./fbx-geometry.ts";
import { findTextureSlots, makeMaterial, makeTexture, makeVideo, type TextureSlot } from "./fbx-material.ts";
import { arraysBy, encodeFbx, flag, int, long, node, raw, text, type FbxNode } from "./fbx-nodes.ts";
import { choice, integer, named, placed, properties70, real } from "./fbx-properties.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { requireTriangles } from "./require-triangles.ts";
import { uniqueNames } from "./unique-names.ts";
import { axesOf, PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

const ROOT = 0;
const FIRST_ID = 1_000_000;
const SCENE_ID = 999_999;
const CREATOR = "model-3d";
/** These two and the file's foot depend on each other: one time for all files, so that the same model is the same file. */
const CREATION_TIME = "1970-01-01 10:00:00:000";
const FILE_ID = Uint8Array.of(0x28, 0xb3, 0x2a, 0xeb, 0xb6, 0x24, 0xcc, 0xc2, 0xbf, 0xc8, 0xb0, 0x2a, 0xa9, 0x2b, 0xfc, 0xf1);
const LEFT_FOR_ENCODING = 0.9;

/**
 * FBX, binary, version 7.4 (2014): no standard, but what game engines and Autodesk's programs read. Pictures are in the file. A node, a mesh and a
 * material each part; the material is Phong, with metallic-roughness in the places where readers look for it.
 *
 * Colours are sRGB, as Autodesk's programs, Unity and three take them; Blender takes them as linear, and shows plain colours somewhat light. A file's
 * unit is told in centimetres, its axes by the up, the front and the right one.
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
  judge: judgeByTable({
    kept: ["triangles", "size", "parts", "names", "normals", "uvs", "vertexColors", "baseColor", "baseColorTexture", "normalTexture", "emissive"],
    changed: ["metallicRoughness", "alpha"],
  }),
  write: writeFbx,
};

async function* writeFbx(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const { codec, signal, onProgress } = options;
  const count = requireTriangles(model);
  const scene = new SceneObjects();
  const files = new TextureFiles(model, codec);
  const materials: number[] = [];
  const materialNames = uniqueNames(model.materials.map(({ name }) => name), "text", "material");
  for (const [at, material] of model.materials.entries()) {
    signal?.throwIfAborted();
    const id = scene.add((own) => makeMaterial(own, materialNames[at]!, material));
    for (const slot of await findTextureSlots(material, model, files)) scene.texture(slot, id);
    materials.push(id);
  }
  const names = uniqueNames(model.parts.map(({ name }) => name), "text", "part");
  const axes = axesOf(options);
  const arrays = arraysBy(await loadZlibPacker());
  let done = 0;
  for (const [at, part] of model.parts.entries()) {
    signal?.throwIfAborted();
    const geometry = scene.add((id) => makeGeometry(id, names[at]!, part, axes, arrays));
    const shown = scene.add((id) => makeModel(id, names[at]!));
    scene.connect(shown, ROOT);
    scene.connect(geometry, shown);
    scene.connect(materials[part.material]!, shown);
    done += part.indices.length / 3;
    onProgress((LEFT_FOR_ENCODING * done) / count);
  }
  for (const chunk of encodeFbx(documentOf(scene, options))) {
    signal?.throwIfAborted();
    yield chunk;
  }
  onProgress(1);
}

/** What is in the scene, and what belongs to what. */
class SceneObjects {
  readonly objects: FbxNode[] = [];
  readonly connections: FbxNode[] = [];
  readonly #videos = new Map<string, number>();

  add(make: (id: number) => FbxNode): number {
    const id = FIRST_ID + this.objects.length;
    this.objects.push(make(id));
    return id;
  }

  connect(child: number, parent: number, property?: string): void {
    this.connections.push(node("C", [text(property === undefined ? "OO" : "OP"), long(child), long(parent), ...(property === undefined ? [] : [text(property)])]));
  }

  texture(slot: TextureSlot, material: number): void {
    const video = this.#videos.get(slot.file.path) ?? this.add((id) => makeVideo(id, slot.file));
    this.#videos.set(slot.file.path, video);
    const texture = this.add((id) => makeTexture(id, slot));
    this.connect(texture, material, slot.property);
    this.connect(video, texture);
  }
}

function makeModel(id: number, name: string): FbxNode {
  return node("Model", [long(id), named(name, "Model"), text("Mesh")], [
    node("Version", [int(232)]),
    properties70(choice("InheritType", 1), integer("DefaultAttributeIndex", 0), placed("Lcl Translation", 0), placed("Lcl Rotation", 0), placed("Lcl Scaling", 1)),
    node("Shading", [flag(true)]),
    node("Culling", [text("CullingOff")]),
  ]); // prettier-ignore
}

function documentOf({ objects, connections }: SceneObjects, { unit, upAxis, name }: ResolvedWriteOptions): FbxNode[] {
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
        integer("OriginalUpAxis", -1), integer("OriginalUpAxisSign", 1), real("UnitScaleFactor", centimetres), real("OriginalUnitScaleFactor", centimetres), choice("TimeMode", 0),
      ),
    ]),
    node("Documents", [], [node("Count", [int(1)]), node("Document", [long(SCENE_ID), text(name), text("Scene")], [properties70(), node("RootNode", [long(ROOT)])])]),
    node("References", [], []),
    node("Definitions", [], [node("Version", [int(100)]), node("Count", [int(objects.length + 1)]), type("GlobalSettings", 1), ...[...counts].map(([kind, count]) => type(kind, count))]),
    node("Objects", [], objects),
    node("Connections", [], connections),
    node("Takes", [], [node("Current", [text("")])]),
  ]; // prettier-ignore
}
