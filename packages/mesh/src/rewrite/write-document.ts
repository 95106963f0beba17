import { Format, type Document, type PlatformIO } from "@gltf-transform/core";
import { writeGlbContainer } from "../write/glb-container.ts";

/**
 * A document as GLB. The library leaves a node's place, turn and scale out where they are nearly none, by a hundred-thousandth: of a model that is as
 * small as that it is all of them. Here they are as the document has them.
 */
export async function writeDocument(io: PlatformIO, document: Document): Promise<Uint8Array> {
  const { json, resources } = await io.writeJSON(document, { format: Format.GLB });
  document.getRoot().listNodes().forEach((node, at) => {
    const written = json.nodes![at]!;
    const [translation, rotation, scale] = [node.getTranslation(), node.getRotation(), node.getScale()];
    if (translation.some((value) => value !== 0)) written.translation = translation;
    if (rotation.some((value, k) => value !== (k === 3 ? 1 : 0))) written.rotation = rotation;
    if (scale.some((value) => value !== 1)) written.scale = scale;
  });
  const [bin = new Uint8Array(0)] = Object.values(resources);
  const chunks = [...writeGlbContainer(json, bin.length, [bin])];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
