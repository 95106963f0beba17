import { InvalidGlbError } from "./invalid-glb-error.ts";
import type { Gltf } from "./parse-gltf-json.ts";

/** What a file may not be shown without. The validator passes any name here, known or not. */
const REQUIRED_ALLOWED = new Set([
  "EXT_mesh_gpu_instancing",
  "EXT_texture_webp",
  "KHR_lights_punctual",
  "KHR_materials_anisotropy",
  "KHR_materials_clearcoat",
  "KHR_materials_diffuse_transmission",
  "KHR_materials_dispersion",
  "KHR_materials_emissive_strength",
  "KHR_materials_ior",
  "KHR_materials_iridescence",
  "KHR_materials_pbrSpecularGlossiness",
  "KHR_materials_sheen",
  "KHR_materials_specular",
  "KHR_materials_transmission",
  "KHR_materials_unlit",
  "KHR_materials_variants",
  "KHR_materials_volume",
  "KHR_mesh_quantization",
  "KHR_node_visibility",
  "KHR_texture_transform",
  "KHR_xmp_json_ld",
]);

/** Their content can be judged only after it is decoded, and viewers decode it whether the file requires it or not. */
export const COMPRESSIONS: readonly string[] = ["EXT_meshopt_compression", "KHR_meshopt_compression", "KHR_draco_mesh_compression"];

/** Takes no file that needs, or brings, what cannot be looked into: what is compressed only by whoever can decode it and looks at the result. */
export function checkExtensions(gltf: Gltf, decodable: readonly string[] = []): void {
  const primitives = (gltf.meshes ?? []).flatMap((mesh) => mesh.primitives);
  const brought = new Set([...(gltf.bufferViews ?? []), ...primitives].flatMap(({ extensions = {} }) => Object.keys(extensions)));
  // Exporters list a compression for all of their files, also for one in which nothing is compressed.
  const isIdle = (name: string) => COMPRESSIONS.includes(name) && !brought.has(name);
  const unknown = (gltf.extensionsRequired ?? []).find((name) => !REQUIRED_ALLOWED.has(name) && !decodable.includes(name) && !isIdle(name));
  if (unknown !== undefined) throw new InvalidGlbError("extension", `It cannot be shown without ${quote(unknown)}, which is not taken.`);
  const compressed = COMPRESSIONS.find((name) => brought.has(name) && !decodable.includes(name));
  if (compressed !== undefined) throw new InvalidGlbError("extension", `It is compressed with ${compressed}, so that its content cannot be checked.`);
}

function quote(name: string): string {
  return `"${name.replace(/[^\w./-]/g, "?").slice(0, 60)}"`;
}
