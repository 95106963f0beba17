import type { Model } from "../model.ts";
import { refuseUnknown } from "../refuse-unknown.ts";
import { MotionCollector } from "./collect-motion.ts";
import { collectParts } from "./collect-parts.ts";
import { MaterialTable } from "./material-table.ts";
import { openGlb, type OpenedGlb, type OpenGlbOptions } from "./open-glb.ts";

export interface ReadGlbOptions extends OpenGlbOptions {
  /** Of the model, where the file has no better one. Default `"model"`. */
  name?: string;
}

/**
 * Reads a GLB (glTF 2.0) into triangles in place, with Draco, meshopt, quantised and sparse attributes, instances, skins, morphs, strips and fans
 * worked in. What it declares is judged first, by the same limits as files from outside, and what was compressed is judged again once it is there.
 *
 * @throws InvalidGlbError for a file that is damaged, breaks the rules, asks for too much or needs what is not here; MeshError `option`
 * for an option that cannot be, or that there is not; the signal's reason.
 */
export async function readGlb(bytes: Uint8Array, given: ReadGlbOptions = {}): Promise<Model> {
  refuseUnknown<ReadGlbOptions>(given, { name: true, limits: true, draco: true, signal: true });
  const { name = "model", ...options } = given;
  return collectModel(await openGlb(bytes, options), name);
}

/** Of what a file says about things, and shows nothing of. */
const METADATA = ["EXT_mesh_features", "EXT_structural_metadata", "KHR_xmp_json_ld"];

/** {@link readGlb} of a file that is open. @throws InvalidGlbError for content that breaks the rules. */
export function collectModel({ document, limits, unknown }: Pick<OpenedGlb, "document" | "limits" | "unknown">, name = "model"): Model {
  const root = document.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const materials = new MaterialTable(root);
  const dropped = new Set<Model["dropped"] extends ReadonlySet<infer What> ? What : never>();
  const collector = new MotionCollector(root);
  const parts = scene ? collectParts(scene, materials, dropped, limits, collector) : [];
  const motion = scene ? collector.finish(scene) : null;
  if (root.listScenes().length > 1) dropped.add("scenes");
  if (root.listAnimations().length > 0) dropped.add("animations");
  if (root.listSkins().length > 0) dropped.add("joints");
  if (root.listCameras().length > 0) dropped.add("cameras");
  const extensions = new Set(root.listExtensionsUsed().map(({ extensionName }) => extensionName));
  if (materials.hasSpecularGlossiness) dropped.add("specularGlossiness");
  if (unknown.length > 0 || METADATA.some((name) => extensions.has(name))) dropped.add("extensions");
  if (extensions.has("KHR_lights_punctual")) dropped.add("lights");
  if (extensions.has("KHR_materials_variants")) dropped.add("variants");
  return { name: scene?.getName() || name, parts, materials: materials.materials, textures: materials.textures, dropped, ...(motion && { motion }) };
}
