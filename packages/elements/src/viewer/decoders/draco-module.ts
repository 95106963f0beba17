/** The part of Draco's decoder that is used, by its own names. */
export interface Draco {
  Decoder: new () => DracoDecoder;
  Mesh: new () => DracoGeometry;
  PointCloud: new () => DracoGeometry;
  TRIANGULAR_MESH: number;
  POINT_CLOUD: number;
  DT_INT8: number;
  DT_UINT8: number;
  DT_INT16: number;
  DT_UINT16: number;
  DT_INT32: number;
  DT_UINT32: number;
  DT_FLOAT32: number;
  HEAPF32: Float32Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  destroy(what: object): void;
}

export interface DracoGeometry {
  ptr: number;
  num_faces(): number;
  num_points(): number;
}

export interface DracoAttribute {
  num_components(): number;
}

export interface DracoDecoder {
  GetEncodedGeometryType(bytes: Int8Array): number;
  DecodeArrayToMesh(bytes: Int8Array, length: number, geometry: DracoGeometry): DracoStatus;
  DecodeArrayToPointCloud(bytes: Int8Array, length: number, geometry: DracoGeometry): DracoStatus;
  GetAttributeByUniqueId(geometry: DracoGeometry, id: number): DracoAttribute;
  GetAttributeDataArrayForAllPoints(geometry: DracoGeometry, attribute: DracoAttribute, type: number, bytes: number, pointer: number): boolean;
  GetTrianglesUInt32Array(geometry: DracoGeometry, bytes: number, pointer: number): boolean;
}

export interface DracoStatus {
  ok(): boolean;
  error_msg(): string;
}

/**
 * From sources: three's file, made a module of, since threads run no scripts of old. A build puts the decoder itself in the place of this module.
 */
export async function loadDraco(): Promise<Draco> {
  const address = new URL("../../../../../node_modules/three/examples/jsm/libs/draco/gltf/draco_decoder.js", import.meta.url);
  const script = await (await fetch(address)).text();
  const module = URL.createObjectURL(new Blob([script, "\nexport { DracoDecoderModule };"], { type: "text/javascript" }));
  try {
    const { DracoDecoderModule } = (await import(module)) as { DracoDecoderModule: () => Promise<Draco> };
    return await DracoDecoderModule();
  } finally {
    URL.revokeObjectURL(module);
  }
}
