import { checkAccessors } from "./check-accessors.ts";
import { checkExtensions } from "./check-extensions.ts";
import { checkReferences } from "./check-references.ts";
import { checkScene } from "./check-scene.ts";
import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";
import type { Gltf } from "./parse-gltf-json.ts";

/** Judges a glTF by the figures that its JSON declares, before any of them is believed; `decodable` are the compressions that the caller reads. @throws InvalidGlbError */
export function checkGltfLimits(gltf: Gltf, binBytes: number, limits: GlbLimits, decodable: readonly string[] = []): { triangles: number } {
  checkCounts(gltf, limits);
  checkExtensions(gltf, decodable);
  checkReferences(gltf);
  checkAccessors(gltf, binBytes, limits);
  return { triangles: checkScene(gltf, limits) };
}

function checkCounts(gltf: Gltf, limits: GlbLimits): void {
  const primitives = (gltf.meshes ?? []).reduce((sum, mesh) => sum + mesh.primitives.length, 0);
  const counts: [string, number, number][] = [
    ["nodes", gltf.nodes?.length ?? 0, limits.maxNodes],
    ["meshes", gltf.meshes?.length ?? 0, limits.maxMeshes],
    ["primitives", primitives, limits.maxPrimitives],
    ["accessors", gltf.accessors?.length ?? 0, limits.maxAccessors],
    ["buffer views", gltf.bufferViews?.length ?? 0, limits.maxAccessors],
    ["materials", gltf.materials?.length ?? 0, limits.maxMaterials],
    ["textures", gltf.textures?.length ?? 0, limits.maxTextures],
    ["images", gltf.images?.length ?? 0, limits.maxImages],
  ];
  for (const [what, found, most] of counts) {
    if (found > most) throw new InvalidGlbError("limit", `It has ${found} ${what}; at most ${most} are taken.`);
  }
}
