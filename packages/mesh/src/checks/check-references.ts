import { InvalidGlbError } from "./invalid-glb-error.ts";
import type { Gltf } from "./parse-gltf-json.ts";

/** Lists that are referred to by number, and what one of their members is called. */
const NAMES = { accessors: "accessor", cameras: "camera", images: "image", materials: "material", meshes: "mesh", nodes: "node", samplers: "sampler", scenes: "scene", skins: "skin", textures: "texture" } as const;
type List = keyof typeof NAMES;

/** What is referred to by number is there, and the version is one that is read. @throws InvalidGlbError */
export function checkReferences(gltf: Gltf): void {
  const version = gltf.asset?.version ?? "";
  if (version !== "2.0") throw new InvalidGlbError("invalid", `It is ${/^[\d.]{1,9}$/.test(version) ? `glTF ${version}` : "of no version of glTF"}; only glTF 2.0 is read.`);
  const need = (list: List, indices: readonly (number | undefined)[], who: string) => {
    const missing = indices.find((index) => index !== undefined && index >= (gltf[list]?.length ?? 0));
    if (missing !== undefined) throw new InvalidGlbError("invalid", `${who} refers to ${NAMES[list]} ${missing}, which is not there.`);
  };
  need("scenes", [gltf.scene], "The file");
  gltf.scenes?.forEach(({ nodes = [] }, at) => need("nodes", nodes, `Scene ${at}`));
  gltf.nodes?.forEach(({ mesh, skin, camera }, at) => {
    need("meshes", [mesh], `Node ${at}`);
    need("skins", [skin], `Node ${at}`);
    need("cameras", [camera], `Node ${at}`);
  });
  gltf.meshes?.forEach(({ primitives }, at) => {
    for (const { attributes, indices, material, targets = [] } of primitives) {
      need("accessors", [indices, ...Object.values(attributes), ...targets.flatMap((target) => Object.values(target))], `Mesh ${at}`);
      need("materials", [material], `Mesh ${at}`);
      for (const named of [attributes, ...targets]) for (const [name, accessor] of Object.entries(named)) checkType(name, gltf.accessors?.[accessor]?.type, at, named === attributes);
      if (indices !== undefined) checkType("indices", gltf.accessors?.[indices]?.type, at, true);
    }
  });
  gltf.skins?.forEach(({ joints, skeleton, inverseBindMatrices }, at) => {
    need("nodes", [...joints, skeleton], `Skin ${at}`);
    need("accessors", [inverseBindMatrices], `Skin ${at}`);
  });
  gltf.animations?.forEach(({ channels, samplers }, at) => {
    need("accessors", samplers.flatMap(({ input, output }) => [input, output]), `Animation ${at}`);
    need("nodes", channels.map(({ target }) => target.node), `Animation ${at}`);
    if (channels.some(({ sampler }) => sampler >= samplers.length)) throw new InvalidGlbError("invalid", `Animation ${at} refers to a sampler that is not there.`);
  });
  gltf.textures?.forEach(({ source, sampler, extensions = {} }, at) => {
    need("images", [source, ...Object.values(extensions).map((extension) => numberIn(extension, "source"))], `Texture ${at}`);
    need("samplers", [sampler], `Texture ${at}`);
  });
  gltf.materials?.forEach((material, at) => need("textures", texturesIn(material), `Material ${at}`));
}

/** How many numbers an element has (glTF 2.0, 3.7.2.1); what is not among them is an application's own. */
const TYPES: readonly (readonly [name: RegExp, types: readonly string[]])[] = [
  [/^(POSITION|NORMAL)$/, ["VEC3"]],
  [/^TANGENT$/, ["VEC4"]],
  [/^TEXCOORD_\d+$/, ["VEC2"]],
  [/^COLOR_\d+$/, ["VEC3", "VEC4"]],
  [/^(JOINTS|WEIGHTS)_\d+$/, ["VEC4"]],
  [/^indices$/, ["SCALAR"]],
];

/** Tangents of morph targets have three numbers. */
function checkType(name: string, type: string | undefined, mesh: number, isBase: boolean): void {
  const types = !isBase && name === "TANGENT" ? ["VEC3"] : TYPES.find(([pattern]) => pattern.test(name))?.[1];
  if (types && !types.includes(type ?? "")) throw new InvalidGlbError("invalid", `The ${name} of mesh ${mesh} are of type ${type && /^\w{1,8}$/.test(type) ? type : "none"}; glTF has ${types.join(" or ")}.`);
}

function numberIn(value: unknown, key: string): number | undefined {
  const found = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === "number" ? found : undefined;
}

/** Of a material and its extensions: everything that is called a texture and has an index. */
function texturesIn(value: unknown): number[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "extras") return [];
    const index = /texture$/i.test(key) ? numberIn(inner, "index") : undefined;
    return index === undefined ? texturesIn(inner) : [index];
  });
}
