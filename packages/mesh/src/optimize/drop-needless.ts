import { PropertyType, type Document, type ExtensionProperty, type Material, type Primitive, type Property, type TextureInfo } from "@gltf-transform/core";
import type { Transform } from "@gltf-transform/extensions";

/** From within outwards: what holds others goes before what it held is looked at. */
const ORDER = ["listSkins", "listMeshes", "listMaterials", "listTextures", "listAccessors"] as const;

/**
 * Leaves out what nothing shows: attributes that no texture of the material reads, materials, textures, meshes and numbers that nobody uses. Nodes stay, for they
 * may be known by name; so does every attribute of an application's own (`_NAME`).
 */
export function dropNeedless(document: Document): void {
  const root = document.getRoot();
  const hasVariants = root.listExtensionsUsed().some(({ extensionName }) => extensionName === "KHR_materials_variants");
  if (!hasVariants) for (const primitive of root.listMeshes().flatMap((mesh) => mesh.listPrimitives())) dropAttributes(document, primitive);
  for (const list of ORDER) {
    for (const property of root[list]()) if (isUnused(property)) property.dispose();
  }
  const [buffer = document.createBuffer(), ...others] = root.listBuffers();
  for (const accessor of root.listAccessors()) accessor.setBuffer(buffer);
  for (const other of others) other.dispose();
}

function isUnused(property: Property): boolean {
  return property.listParents().every(({ propertyType }) => propertyType === PropertyType.ROOT);
}

function dropAttributes(document: Document, primitive: Primitive): void {
  const material = primitive.getMaterial();
  const sets = new Set(material ? textureInfosOf(document, material).map((info) => setOf(info)) : []);
  const keepsTangents = material !== null && (material.getNormalTexture() !== null || material.listExtensions().length > 0);
  for (const semantic of primitive.listSemantics()) {
    const [, set] = /^TEXCOORD_(\d+)$/.exec(semantic) ?? [];
    const isNeeded = set === undefined ? semantic !== "TANGENT" || keepsTangents : sets.has(Number(set));
    if (isNeeded) continue;
    for (const owner of [primitive, ...primitive.listTargets()]) owner.setAttribute(semantic, null);
  }
  packSets(primitive, material, document);
}

/** Of its own textures and those of its extensions, such as clearcoat. */
function textureInfosOf(document: Document, material: Material): TextureInfo[] {
  const graph = document.getGraph();
  const of = (owner: Property): TextureInfo[] =>
    graph.listChildEdges(owner).flatMap((edge) => {
      const child = edge.getChild();
      const hasTexture = graph.listChildEdges(owner).some((other) => `${other.getName()}Info` === edge.getName());
      if (child.propertyType === PropertyType.TEXTURE_INFO) return hasTexture ? [child as TextureInfo] : [];
      return edge.getName() === "extensions" ? of(child) : [];
    });
  return of(material);
}

function setOf(info: TextureInfo): number {
  const transform = info.getExtension<Transform & ExtensionProperty>("KHR_texture_transform");
  return transform?.getTexCoord() ?? info.getTexCoord();
}

/** The standard wants sets without gaps: where one has gone before another that is needed, a set of its own stays in its place. */
function packSets(primitive: Primitive, material: Material | null, document: Document): void {
  if (!material) return;
  const needed = textureInfosOf(document, material).map(setOf);
  const last = Math.max(-1, ...needed.filter((set) => primitive.getAttribute(`TEXCOORD_${set}`)));
  for (let set = 0; set < last; set++) {
    const name = `TEXCOORD_${set}`;
    if (!primitive.getAttribute(name)) primitive.setAttribute(name, primitive.getAttribute(`TEXCOORD_${last}`));
  }
}
