import { readGlb, writeGlb, type Gltf } from "./glb.ts";

/** The same mesh without images and texture coordinates, in one grey: what `should_texture: false` gives. */
export function stripTexture(glb: Uint8Array): Uint8Array {
  const { gltf, binary } = readGlb(glb);
  const primitives = (gltf.meshes ?? []).flatMap((mesh) => mesh.primitives);
  for (const { attributes } of primitives) delete attributes.TEXCOORD_0;
  const kept = primitives.flatMap(({ attributes, indices }) => [...Object.values(attributes), ...(indices === undefined ? [] : [indices])]);
  const accessors = [...new Set(kept)];
  for (const primitive of primitives) {
    for (const name of Object.keys(primitive.attributes)) primitive.attributes[name] = accessors.indexOf(primitive.attributes[name] ?? -1);
    if (primitive.indices !== undefined) primitive.indices = accessors.indexOf(primitive.indices);
  }
  const views = [...new Set(accessors.map((index) => gltf.accessors?.[index]?.bufferView ?? -1))];
  const packed = packViews(gltf, binary, views);
  const { images: _images, textures: _textures, samplers: _samplers, ...rest } = gltf;
  const stripped: Gltf = {
    ...rest,
    bufferViews: packed.bufferViews,
    accessors: accessors.flatMap((index) => {
      const accessor = gltf.accessors?.[index];
      return accessor ? [{ ...accessor, bufferView: views.indexOf(accessor.bufferView ?? -1) }] : [];
    }),
    materials: (gltf.materials ?? []).map(({ name }) => ({ ...(name === undefined ? {} : { name }), pbrMetallicRoughness: { metallicFactor: 0, roughnessFactor: 0.7, baseColorFactor: [0.8, 0.8, 0.8, 1] } })),
  };
  return writeGlb({ gltf: stripped, binary: packed.binary });
}

function packViews(gltf: Gltf, binary: Uint8Array, views: readonly number[]): { bufferViews: NonNullable<Gltf["bufferViews"]>; binary: Uint8Array } {
  const bufferViews: NonNullable<Gltf["bufferViews"]> = [];
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const index of views) {
    const view = gltf.bufferViews?.[index];
    if (!view) throw new RangeError("This GLB names a buffer view that it does not have.");
    const start = view.byteOffset ?? 0;
    const bytes = new Uint8Array(Math.ceil(view.byteLength / 4) * 4);
    bytes.set(binary.subarray(start, start + view.byteLength));
    bufferViews.push({ ...view, buffer: 0, byteOffset: at });
    parts.push(bytes);
    at += bytes.length;
  }
  return { bufferViews, binary: Buffer.concat(parts) };
}
