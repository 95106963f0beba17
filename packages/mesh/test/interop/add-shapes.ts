import type { Material, Mesh, Primitive } from "@gltf-transform/core";
import type { Model } from "../../src/model.ts";
import { GlbMaker } from "../make-glb.ts";
import { encodePng } from "../png-codec.ts";

/** Puts what a model without a file has into one in the making. */
export function addMesh(maker: GlbMaker, { name, parts }: Model, material: Material | null = null): Mesh {
  const mesh = maker.document.createMesh(name);
  for (const part of parts) mesh.addPrimitive(primitiveOf(maker, part).setMaterial(material));
  return mesh;
}

export function primitiveOf(maker: GlbMaker, { positions, indices, normals, uvs, colors }: Model["parts"][number]): Primitive {
  const primitive = maker.document.createPrimitive().setAttribute("POSITION", maker.accessor("VEC3", positions)).setIndices(maker.accessor("SCALAR", indices));
  if (normals) primitive.setAttribute("NORMAL", maker.accessor("VEC3", normals));
  if (uvs) primitive.setAttribute("TEXCOORD_0", maker.accessor("VEC2", uvs));
  if (colors) primitive.setAttribute("COLOR_0", maker.accessor("VEC4", colors));
  return primitive;
}

/** A picture of squares, each of another colour. */
export function addPicture(maker: GlbMaker, name: string, size = 8) {
  const data = Uint8Array.from({ length: 4 * size * size }, (_, at) => (at % 4 === 3 ? 255 : (37 * Math.floor(at / 4) + 80 * (at % 4)) % 256));
  return maker.document.createTexture(name).setImage(encodePng({ width: size, height: size, data })).setMimeType("image/png");
}
