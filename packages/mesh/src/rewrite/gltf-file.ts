/** An object of a glTF's JSON: what is not looked at stays as it is. */
export type GltfObject = Record<string, unknown>;

/** As much of the JSON of a glTF 2.0 as is changed when a file is written anew. */
export interface GltfJson extends GltfObject {
  scene?: number;
  scenes?: (GltfObject & { nodes?: number[] })[];
  nodes?: (GltfObject & { children?: number[]; skin?: number })[];
  skins?: (GltfObject & { joints?: number[] })[];
  cameras?: (GltfObject & { perspective?: GltfObject; orthographic?: GltfObject })[];
  materials?: (GltfObject & { extensions?: Record<string, GltfObject> })[];
  images?: (GltfObject & { name?: string; uri?: string; mimeType?: string; bufferView?: number })[];
  bufferViews?: (GltfObject & { buffer: number; byteOffset?: number; byteLength: number; extensions?: Record<string, GltfObject> })[];
  buffers?: (GltfObject & { uri?: string; byteLength: number })[];
  extensions?: Record<string, GltfObject>;
  extensionsUsed?: string[];
  extensionsRequired?: string[];
}

/** The content of a GLB: its JSON, and the bytes of its first buffer, in pieces. */
export interface GltfFile {
  json: GltfJson;
  bin: readonly Uint8Array[];
}

/** Each of them as often as it says, times a factor. */
export function multiply(object: GltfObject | undefined, keys: readonly string[], factor: number): void {
  for (const key of keys) {
    const value = object?.[key];
    if (object && typeof value === "number") object[key] = value * factor;
  }
}

export const isObject = (value: unknown): value is GltfObject => typeof value === "object" && value !== null;
