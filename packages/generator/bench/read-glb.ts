import { WebIO } from "@gltf-transform/core";
import type { Image, TexturedMesh } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";

/** The one mesh and texture of a generated file. */
export async function readGlb(glb: Uint8Array): Promise<{ mesh: TexturedMesh; texture: Image }> {
  const root = (await new WebIO().readBinary(glb)).getRoot();
  const primitive = root.listMeshes()[0]!.listPrimitives()[0]!;
  const attribute = (name: string): Float32Array => Float32Array.from(primitive.getAttribute(name)!.getArray()!);
  const mesh = {
    positions: attribute("POSITION"),
    normals: attribute("NORMAL"),
    uvs: attribute("TEXCOORD_0"),
    indices: Uint32Array.from(primitive.getIndices()!.getArray()!),
  };
  const texture = await sharpCodec.decode(root.listTextures()[0]!.getImage()!, { maxPixels: 1e8 });
  return { mesh, texture };
}
