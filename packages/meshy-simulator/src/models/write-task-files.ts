import { sharpCodec } from "@model-3d/generator/node";
import type { TaskFile } from "../files/task-file.ts";
import type { CreateRequest, TargetFormat } from "../tasks/create-request.ts";
import { embeddedImage, readGlb } from "./glb.ts";
import type { MadeModel } from "./make-model.ts";
import { readMesh } from "./read-mesh.ts";
import { stripTexture } from "./strip-texture.ts";
import { write3mf } from "./write-3mf.ts";
import { writeMtl, writeObj } from "./write-obj.ts";
import { writePlainPng } from "./write-png.ts";
import { writeStl } from "./write-stl.ts";
import { writeUsdz } from "./write-usdz.ts";

const MAX_PIXELS = 50_000_000;
const MAP_SIDE = 256;
const OF_THE_MESH: readonly TargetFormat[] = ["obj", "stl", "usdz", "3mf"];
const FLAT_NORMAL = [128, 128, 255] as const;

/** Every file that Meshy would give for this request; `model.glb` always. FBX has no writer here and is left out. */
export async function writeTaskFiles({ glb, thumbnail }: MadeModel, request: CreateRequest): Promise<Map<string, TaskFile>> {
  const files = new Map<string, TaskFile>();
  const add = (name: string, contentType: string, bytes: Uint8Array): void => void files.set(name, { name, contentType, bytes });
  const wants = (format: TargetFormat): boolean => request.target_formats.includes(format);

  const model = request.should_texture ? glb : stripTexture(glb);
  add("model.glb", "model/gltf-binary", model);
  if (request.save_pre_remeshed_model) add("pre_remeshed_model.glb", "model/gltf-binary", model);
  add("preview.png", "image/png", thumbnail);
  if (request.alpha_thumbnail) add("preview_alpha.png", "image/png", thumbnail);

  const texture = request.should_texture ? await baseColor(glb) : null;
  if (texture) {
    add("texture_0.png", "image/png", texture);
    if (request.enable_pbr) for (const [name, bytes] of pbrMaps(glb)) add(name, "image/png", bytes);
  }
  if (OF_THE_MESH.some(wants)) {
    const mesh = readMesh(model);
    if (wants("obj")) {
      add("model.obj", "text/plain", writeObj(mesh));
      add("model.mtl", "text/plain", writeMtl(texture !== null));
    }
    if (wants("stl")) add("model.stl", "model/stl", writeStl(mesh));
    if (wants("usdz")) add("model.usdz", "model/vnd.usdz+zip", writeUsdz(mesh, texture));
    if (wants("3mf")) add("model.3mf", "model/3mf", write3mf(mesh));
  }
  return files;
}

async function baseColor(glb: Uint8Array): Promise<Uint8Array | null> {
  const image = embeddedImage(readGlb(glb));
  if (!image || image.contentType === "image/png") return image?.bytes ?? null;
  return sharpCodec.encode(await sharpCodec.decode(image.bytes, { maxPixels: MAX_PIXELS }), "png");
}

/** The material's factors as pictures: the generator has one metalness and one roughness all over. */
function pbrMaps(glb: Uint8Array): [name: string, bytes: Uint8Array][] {
  const { metallicFactor = 1, roughnessFactor = 1 } = readGlb(glb).gltf.materials?.[0]?.pbrMetallicRoughness ?? {};
  const grey = (factor: number): Uint8Array => writePlainPng(MAP_SIDE, [Math.round(factor * 255), Math.round(factor * 255), Math.round(factor * 255)]);
  return [
    ["texture_0_metallic.png", grey(metallicFactor)],
    ["texture_0_roughness.png", grey(roughnessFactor)],
    ["texture_0_normal.png", writePlainPng(MAP_SIDE, FLAT_NORMAL)],
  ];
}
