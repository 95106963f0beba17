import { BufferAttribute, BufferGeometry, type TypedArray } from "three";
import { DRACOLoader } from "three/examples/jsm/loaders/DRACOLoader.js";
import type { Draco, DracoDecoder, DracoGeometry } from "./draco-module.ts";

/** Names of typed arrays by attribute, as glTF's accessors say them. */
type ArrayTypes = Readonly<Record<string, string>>;

const DATA_TYPES = {
  Int8Array: [Int8Array, "DT_INT8"],
  Uint8Array: [Uint8Array, "DT_UINT8"],
  Int16Array: [Int16Array, "DT_INT16"],
  Uint16Array: [Uint16Array, "DT_UINT16"],
  Int32Array: [Int32Array, "DT_INT32"],
  Uint32Array: [Uint32Array, "DT_UINT32"],
  Float32Array: [Float32Array, "DT_FLOAT32"],
} as const;

let loading: Promise<Draco> | undefined;

/** Draco's meshes decoded in the page by our own copy of the decoder: it is plain JavaScript, which every policy allows. */
export class DracoMeshes extends DRACOLoader {
  override preload(): this {
    return this;
  }

  async decodeDracoFile(
    buffer: ArrayBuffer,
    callback: (geometry: BufferGeometry) => void,
    attributeIDs?: Record<string, string>,
    attributeTypes?: Record<string, string>,
    _vertexColorSpace?: string,
    onError: (error: unknown) => void = () => undefined,
  ): Promise<void> {
    try {
      loading ??= import("./draco-module.ts").then(({ loadDraco }) => loadDraco());
      const draco = await loading.catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      callback(decode(draco, new Int8Array(buffer), attributeIDs ?? {}, attributeTypes ?? {}));
    } catch (error) {
      onError(error);
    }
  }
}

function decode(draco: Draco, bytes: Int8Array, ids: Readonly<Record<string, string>>, types: ArrayTypes): BufferGeometry {
  const decoder = new draco.Decoder();
  const isMesh = decoder.GetEncodedGeometryType(bytes) === draco.TRIANGULAR_MESH;
  const source = isMesh ? new draco.Mesh() : new draco.PointCloud();
  try {
    const status = isMesh ? decoder.DecodeArrayToMesh(bytes, bytes.byteLength, source) : decoder.DecodeArrayToPointCloud(bytes, bytes.byteLength, source);
    if (!status.ok() || source.ptr === 0) throw new Error(`The file's Draco mesh cannot be read: ${status.error_msg()}`);
    const geometry = new BufferGeometry();
    for (const [name, id] of Object.entries(ids)) geometry.setAttribute(name, readAttribute(draco, decoder, source, Number(id), types[name] ?? "Float32Array"));
    if (isMesh) geometry.setIndex(readIndex(draco, decoder, source));
    return geometry;
  } finally {
    draco.destroy(source);
    draco.destroy(decoder);
  }
}

function readAttribute(draco: Draco, decoder: DracoDecoder, source: DracoGeometry, id: number, typeName: string): BufferAttribute {
  const [ArrayType, dataType] = DATA_TYPES[typeName as keyof typeof DATA_TYPES] ?? DATA_TYPES.Float32Array;
  const attribute = decoder.GetAttributeByUniqueId(source, id);
  const itemSize = attribute.num_components();
  const values = read(draco, source.num_points() * itemSize, ArrayType, (bytes, pointer) => {
    decoder.GetAttributeDataArrayForAllPoints(source, attribute, draco[dataType], bytes, pointer);
  });
  return new BufferAttribute(values, itemSize);
}

function readIndex(draco: Draco, decoder: DracoDecoder, source: DracoGeometry): BufferAttribute {
  return new BufferAttribute(read(draco, source.num_faces() * 3, Uint32Array, (bytes, pointer) => decoder.GetTrianglesUInt32Array(source, bytes, pointer)), 1);
}

type ArrayClass = (typeof DATA_TYPES)[keyof typeof DATA_TYPES][0];

/** Lets the decoder write into its own memory, and copies that out of it. */
function read(draco: Draco, length: number, ArrayType: ArrayClass, write: (bytes: number, pointer: number) => void): TypedArray {
  const bytes = length * ArrayType.BYTES_PER_ELEMENT;
  const pointer = draco._malloc(bytes);
  try {
    write(bytes, pointer);
    return new ArrayType(draco.HEAPF32.buffer, pointer, length).slice();
  } finally {
    draco._free(pointer);
  }
}
