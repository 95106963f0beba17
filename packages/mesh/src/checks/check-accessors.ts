import * as z from "zod/mini";
import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";
import type { Gltf } from "./parse-gltf-json.ts";

const COMPONENT_BYTES: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const COMPONENTS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };

const invalid = (message: string) => new InvalidGlbError("invalid", message);

/** Each buffer, view and accessor lies within what holds it, and what is made of nothing is small. What is compressed is judged by what it will be. */
export function checkAccessors(gltf: Gltf, binBytes: number, limits: Pick<GlbLimits, "maxAccessorElements" | "maxAccessorBytes" | "maxImpliedBytes" | "maxBytes">): void {
  const { buffers = [], bufferViews = [], accessors = [] } = gltf;
  const unpacked = new Set(buffers.flatMap(({ uri, extensions }, at) => (at > 0 && uri === undefined && meshoptOf(extensions)?.fallback === true ? [at] : [])));
  buffers.forEach((buffer, at) => unpacked.has(at) || checkBuffer(buffer, at, binBytes));
  const unpackedBytes = [...unpacked].reduce((sum, at) => sum + (buffers[at]?.byteLength ?? 0), 0);
  if (unpackedBytes > limits.maxBytes) throw new InvalidGlbError("limit", `What is compressed says that it has ${unpackedBytes} bytes; at most ${limits.maxBytes} are taken.`);
  // Several views may be made of the same compressed bytes.
  const asked = (bytes: number) => {
    if (bytes > limits.maxAccessorBytes) throw new InvalidGlbError("limit", `Its accessors ask for more than ${limits.maxAccessorBytes} bytes in all.`);
  };
  let unpacking = 0;
  bufferViews.forEach(({ extensions, byteLength }, at) => {
    const packed = meshoptOf(extensions);
    checkPacked(packed, byteLength, buffers, at);
    if (packed) asked((unpacking += byteLength));
  });
  const drawnByDraco = accessorsOfDraco(gltf);
  bufferViews.forEach(({ buffer, byteOffset = 0, byteLength }, at) => {
    const held = buffers[buffer]?.byteLength;
    if (held === undefined || byteOffset + byteLength > held) throw invalid(`Buffer view ${at} reaches beyond its buffer.`);
  });
  let implied = 0;
  let all = 0;
  accessors.forEach((accessor, at) => {
    const { bufferView, byteOffset = 0, componentType, type, count, sparse } = accessor;
    const elementBytes = sizeOf(componentType, type, at);
    if (count > limits.maxAccessorElements) throw new InvalidGlbError("limit", `Accessor ${at} has ${count} elements; at most ${limits.maxAccessorElements} are taken.`);
    asked((all += count * elementBytes));
    if (drawnByDraco.has(at)) return;
    if (bufferView === undefined) {
      implied += count * elementBytes;
      if (implied > limits.maxImpliedBytes) throw new InvalidGlbError("limit", `Accessors without data ask for more than ${limits.maxImpliedBytes} bytes of zeros.`);
    } else {
      const view = bufferViews[bufferView];
      const stride = view?.byteStride ?? elementBytes;
      const needed = count === 0 ? 0 : byteOffset + stride * (count - 1) + elementBytes;
      if (!view || needed > view.byteLength) throw invalid(`Accessor ${at} reaches beyond its buffer view.`);
    }
    if (sparse) {
      const { indices, values } = sparse;
      if (sparse.count > count) throw invalid(`Accessor ${at} replaces more elements than it has.`);
      checkPart(bufferViews[indices.bufferView], indices.byteOffset, sparse.count * (COMPONENT_BYTES[indices.componentType] ?? Infinity), at);
      checkPart(bufferViews[values.bufferView], values.byteOffset, sparse.count * elementBytes, at);
    }
  });
}

function checkBuffer({ uri, byteLength }: NonNullable<Gltf["buffers"]>[number], at: number, binBytes: number): void {
  if (uri === undefined) {
    if (at > 0 || byteLength > binBytes) throw invalid(`Buffer ${at} says that it has ${byteLength} bytes, which are not there.`);
    return;
  }
  if (!isDataUri(uri)) throw new InvalidGlbError("external", `Buffer ${at} lies in another file, which is never fetched.`);
  if (byteLength > (uri.length * 3) / 4) throw invalid(`Buffer ${at} says that it has ${byteLength} bytes, which are not there.`);
}

const packedSchema = z.object({ fallback: z.optional(z.boolean()), buffer: z.optional(z.int().check(z.minimum(0))), byteOffset: z._default(z.int().check(z.minimum(0)), 0), byteLength: z._default(z.int().check(z.minimum(0)), 0), byteStride: z.optional(z.int().check(z.minimum(1))), count: z.optional(z.int().check(z.minimum(0))) });
type Packed = z.infer<typeof packedSchema>;

function meshoptOf(extensions: Record<string, unknown> | undefined): Packed | undefined {
  const found = extensions?.EXT_meshopt_compression ?? extensions?.KHR_meshopt_compression;
  if (found === undefined) return undefined;
  const parsed = packedSchema.safeParse(found);
  if (!parsed.success) throw invalid("What is compressed with meshopt is not described as it should be.");
  return parsed.data;
}

function checkPacked(packed: Packed | undefined, byteLength: number, buffers: NonNullable<Gltf["buffers"]>, at: number): void {
  if (packed === undefined) return;
  const held = packed.buffer === undefined ? undefined : buffers[packed.buffer]?.byteLength;
  if (held === undefined || packed.byteOffset + packed.byteLength > held) throw invalid(`The compressed bytes of buffer view ${at} reach beyond their buffer.`);
  if ((packed.count ?? 0) * (packed.byteStride ?? 0) > byteLength) throw invalid(`Buffer view ${at} has no room for what is compressed in it.`);
}

/** Their data comes out of the compressed mesh; what they say of themselves is judged by their counts. */
function accessorsOfDraco({ meshes = [] }: Gltf): Set<number> {
  const packed = meshes.flatMap(({ primitives }) => primitives).filter(({ extensions }) => extensions?.KHR_draco_mesh_compression !== undefined);
  return new Set(packed.flatMap(({ attributes, indices }) => [...Object.values(attributes), ...(indices === undefined ? [] : [indices])]));
}

export function isDataUri(uri: string): boolean {
  return /^data:/i.test(uri);
}

// Columns of matrices begin at multiples of 4 bytes (glTF 2.0, 3.6.2.4).
function sizeOf(componentType: number, type: string, at: number): number {
  const [bytes, components] = [COMPONENT_BYTES[componentType], Object.hasOwn(COMPONENTS, type) ? COMPONENTS[type] : undefined];
  if (bytes === undefined || components === undefined) throw invalid(`Accessor ${at} is of no type that there is.`);
  const isMatrix = type.startsWith("MAT");
  const rows = isMatrix ? Math.sqrt(components) : components;
  const columnBytes = isMatrix ? Math.ceil((rows * bytes) / 4) * 4 : rows * bytes;
  return (components / rows - 1) * columnBytes + rows * bytes;
}

function checkPart(view: NonNullable<Gltf["bufferViews"]>[number] | undefined, byteOffset = 0, bytes: number, at: number): void {
  if (!view || byteOffset + bytes > view.byteLength) throw invalid(`The replaced elements of accessor ${at} reach beyond their buffer view.`);
}
