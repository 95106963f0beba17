import { crc32, deflateSync } from "node:zlib";

/** One of anything that glTF lists; a test may put nonsense under any of its keys. */
type Entry = Record<string, unknown>;
type Entries<T = Entry> = [T, ...T[]];

/** As much of glTF's JSON as tests build and break. The lists that a triangle needs have its entries, so that a test can name them. */
export interface GltfJson {
  asset: Entry;
  scene: number;
  scenes: Entries<{ nodes: number[] }>;
  nodes: Entries;
  meshes: Entries<{ primitives: Entries }>;
  materials: Entries;
  images: Entries;
  accessors: [positions: Entry, indices: Entry, ...others: Entry[]];
  bufferViews: [positions: Entry, indices: Entry, image: Entry, ...others: Entry[]];
  buffers: Entries;
  extensionsUsed?: string[];
  extensionsRequired?: string[];
  extras?: unknown;
}

export interface GlbParts {
  json: GltfJson;
  bin: Buffer;
}

/** A triangle with one image, in the two parts of a GLB. */
export function triangleParts({ triangles = 1, image = makePng(4, 4) }: { triangles?: number; image?: Buffer } = {}): GlbParts {
  const positions = Buffer.alloc(36);
  [0, 0, 0, 1, 0, 0, 0, 1, 0].forEach((value, at) => positions.writeFloatLE(value, at * 4));
  const indices = Buffer.alloc(Math.ceil((triangles * 6) / 4) * 4);
  for (let at = 0; at < triangles * 3; at += 1) indices.writeUInt16LE(at % 3, at * 2);
  const bin = padded(Buffer.concat([positions, indices, image]), 0);
  return {
    bin,
    json: {
      asset: { version: "2.0" },
      scene: 0,
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
      materials: [{ pbrMetallicRoughness: { baseColorFactor: [1, 0, 0, 1] } }],
      images: [{ bufferView: 2, mimeType: "image/png" }],
      accessors: [
        { bufferView: 0, componentType: 5126, count: 3, type: "VEC3", min: [0, 0, 0], max: [1, 1, 0] },
        { bufferView: 1, componentType: 5123, count: triangles * 3, type: "SCALAR" },
      ],
      bufferViews: [
        { buffer: 0, byteOffset: 0, byteLength: 36, target: 34962 },
        { buffer: 0, byteOffset: 36, byteLength: triangles * 6, target: 34963 },
        { buffer: 0, byteOffset: 36 + indices.length, byteLength: image.length },
      ],
      buffers: [{ byteLength: bin.length }],
    },
  };
}

/** A chain of nodes, each the child of the one before; the last shows the mesh. */
export function chainNodes(length: number): GltfJson["nodes"] {
  const nodes: GltfJson["nodes"] = [{ mesh: 0 }];
  for (let child = length - 1; child > 0; child -= 1) nodes.unshift({ children: [child] });
  return nodes;
}

/** The parts as one file. JSON that is given as text is taken as it is. */
export function packGlb({ json, bin }: { json: GltfJson | string; bin: Buffer }): Buffer {
  const text = padded(Buffer.from(typeof json === "string" ? json : JSON.stringify(json)), 0x20);
  const header = Buffer.alloc(20);
  [0x46546c67, 2, 28 + text.length + bin.length, text.length, 0x4e4f534a].forEach((value, at) => header.writeUInt32LE(value, at * 4));
  return Buffer.concat([header, text, chunkHeader(bin.length, 0x004e4942), bin]);
}

export function chunkHeader(bytes: number, kind: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(bytes, 0);
  header.writeUInt32LE(kind, 4);
  return header;
}

/** A valid GLB of about this many bytes. */
export function makeGlb({ bytes = 0, seed = 0 }: { bytes?: number; seed?: number } = {}): Buffer {
  const parts = triangleParts();
  if (bytes > 0) parts.bin = Buffer.concat([parts.bin, Buffer.alloc(Math.ceil(bytes / 4) * 4, seed)]);
  parts.json.buffers[0].byteLength = parts.bin.length;
  parts.json.asset.generator = `test ${seed}`;
  return packGlb(parts);
}

/** A grey PNG; a size in the header that the data does not have makes a bomb of it. */
export function makePng(width: number, height: number, declared: { width: number; height: number } = { width, height }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(declared.width, 0);
  header.writeUInt32BE(declared.height, 4);
  header[8] = 8;
  const rows = Buffer.alloc((width + 1) * height, 128);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), pngChunk("IHDR", header), pngChunk("IDAT", deflateSync(rows)), pngChunk("IEND", Buffer.alloc(0))]);
}

function pngChunk(kind: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

function padded(bytes: Buffer, fill: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4, fill)]);
}
