import * as z from "zod/mini";
import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";
import { isDataUri } from "./check-accessors.ts";
import type { Gltf, GltfPrimitive } from "./parse-gltf-json.ts";
import { readDracoHeader } from "./read-draco-header.ts";

export const DRACO = "KHR_draco_mesh_compression";
const TRIANGLES = 4;

const packedSchema = z.object({ bufferView: z.int().check(z.minimum(0)), attributes: z.record(z.string(), z.int().check(z.minimum(0))) });

const invalid = (message: string) => new InvalidGlbError("invalid", message);

/** Judges what is compressed with Draco by what its own head says, which is to be what the JSON says of it, before it is decoded. @throws InvalidGlbError */
export function checkDraco(gltf: Gltf, bin: Uint8Array, limits: Pick<GlbLimits, "maxTriangles" | "maxAccessorElements">): void {
  const known = new Map<number, ReturnType<typeof readDracoHeader>>();
  let all = 0;
  for (const primitive of (gltf.meshes ?? []).flatMap(({ primitives }) => primitives)) {
    const found = primitive.extensions?.[DRACO];
    if (found === undefined) continue;
    const parsed = packedSchema.safeParse(found);
    if (!parsed.success) throw invalid("What is compressed with Draco is not described as it should be.");
    const { bufferView, attributes } = parsed.data;
    if (Object.keys(attributes).some((name) => primitive.attributes[name] === undefined)) throw invalid("What is compressed with Draco has an attribute that its primitive lacks.");
    const counts = known.has(bufferView) ? known.get(bufferView)! : readDracoHeader(bytesOf(gltf, bin, bufferView));
    if (!counts) throw new InvalidGlbError("damaged", "What should be compressed with Draco is no mesh of Draco 2.2.");
    if (!known.has(bufferView)) all += counts.triangles;
    known.set(bufferView, counts);
    if (all > limits.maxTriangles) throw new InvalidGlbError("limit", `What is compressed with Draco says that it has ${all} triangles; at most ${limits.maxTriangles} are taken.`);
    if (counts.vertices > limits.maxAccessorElements) throw new InvalidGlbError("limit", `What is compressed with Draco says that it has ${counts.vertices} vertices; at most ${limits.maxAccessorElements} are taken.`);
    checkDeclared(gltf, primitive, 3 * counts.triangles);
  }
}

function checkDeclared({ accessors = [] }: Gltf, { mode = TRIANGLES, indices }: GltfPrimitive, corners: number): void {
  const declared = indices === undefined ? undefined : accessors[indices]?.count;
  if (mode === TRIANGLES && declared !== undefined && declared !== corners) throw invalid(`What is compressed with Draco has ${corners} indices, and the file says ${declared}.`);
}

function bytesOf({ bufferViews = [], buffers = [] }: Gltf, bin: Uint8Array, view: number): Uint8Array {
  const { buffer, byteOffset = 0, byteLength } = bufferViews[view] ?? {};
  const uri = buffer === undefined ? undefined : buffers[buffer]?.uri;
  if (buffer === undefined || byteLength === undefined) throw invalid("What is compressed with Draco lies in a buffer view that is not there.");
  if (uri === undefined) return bin.subarray(byteOffset, byteOffset + byteLength);
  const [head = "", data = ""] = isDataUri(uri) ? uri.split(",", 2) : [];
  if (!/;base64$/i.test(head)) throw invalid("What is compressed with Draco lies where it is not read.");
  try {
    return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).subarray(byteOffset, byteOffset + byteLength);
  } catch (error) {
    throw new InvalidGlbError("damaged", "What should be base64 is none.", { cause: error });
  }
}
