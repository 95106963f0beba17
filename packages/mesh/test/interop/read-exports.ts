import { strFromU8, unzipSync } from "fflate";
import { MeshoptDecoder } from "meshoptimizer";
import { InstancedMesh, LoadingManager, Matrix4, Vector3, type Loader, type Material, type Mesh, type Object3D } from "three";
import { FBXLoader } from "three/examples/jsm/loaders/FBXLoader.js";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { MTLLoader } from "three/examples/jsm/loaders/MTLLoader.js";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";
import { PLYLoader } from "three/examples/jsm/loaders/PLYLoader.js";
import { STLLoader } from "three/examples/jsm/loaders/STLLoader.js";
import { USDLoader } from "three/examples/jsm/loaders/USDLoader.js";
import { DataTexture, Mesh as ThreeMesh, type BufferGeometry } from "three";
import type { FormatName } from "../../src/write/format.ts";
import { measureSurface, type SurfaceMeasures } from "../measure-surface.ts";
import { read3mf } from "../read-3mf.ts";
import { readDxfCorners } from "./read-dxf-corners.ts";
import { measureStep } from "./measure-step.ts";

/** What a reader finds in a file, in the numbers of the file. */
export interface Reading extends SurfaceMeasures {
  /** Nine numbers a triangle, where the reader has triangles. */
  corners?: ArrayLike<number>;
  /** Six numbers a triangle, (0, 0) the upper left of the picture; null where the file has none. */
  uvs?: ArrayLike<number> | null;
  /** How many triangles have a picture for their base colour. */
  textured?: number;
  /** The base colours of materials that the triangles wear, as the reader has them. */
  colors?: string[];
}

/** Gives readers made for pages what they look for beside what Node has, for as long as they read. Pictures are not looked at: that they are found is. */
async function inPage<Result>(read: () => Result | Promise<Result>): Promise<Result> {
  class Picture extends EventTarget {
    set src(_url: string) {
      queueMicrotask(() => this.dispatchEvent(new Event("load")));
    }
  }
  const make = () => new Picture();
  const page = { self: globalThis, window: globalThis, createImageBitmap: () => Promise.resolve({ width: 1, height: 1 }), Image: Picture, document: { createElementNS: make, createElement: make } };
  const before = Object.keys(page).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    return await read();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
}

/** Readers that are not ours, or are strict ones of our tests where none runs without a page. */
export const READERS: Readonly<Record<FormatName, (bytes: Uint8Array) => Promise<Reading>>> = {
  glb: readGltf,
  gltf: async (bytes) => readGltf(packGltf(unzipSync(bytes))),
  obj: readObj,
  stl: async (bytes) => fromObject(new ThreeMesh(new STLLoader().parse(bufferOf(bytes)))),
  ply: async (bytes) => fromObject(new ThreeMesh(new PLYLoader().parse(bufferOf(bytes)))),
  fbx: readFbx,
  usdz: (bytes) => inPage(() => fromObject(new USDLoader().parse(bufferOf(bytes)))),
  "3mf": async (bytes) => {
    const { objects } = read3mf(bytes);
    const corners = objects.flatMap((object) => object.corners);
    const surface = objects.flatMap((object) => object.surface);
    const isTextured = surface.map(({ kind }) => kind === "m:texture2dgroup");
    return { ...measureSurface(corners), corners, textured: isTextured.filter(Boolean).length };
  },
  dxf: async (bytes) => {
    const corners = readDxfCorners(strFromU8(bytes));
    return { ...measureSurface(corners), corners };
  },
  step: async (bytes) => measureStep(new TextDecoder().decode(bytes)),
};

const bufferOf = (bytes: Uint8Array) => bytes.slice().buffer;

async function readGltf(bytes: Uint8Array): Promise<Reading> {
  const { scene } = await inPage(() => new GLTFLoader().setMeshoptDecoder(MeshoptDecoder).parseAsync(bufferOf(bytes), ""));
  return fromObject(scene, true);
}

/** A `.gltf` and its files as one file: what is in the ZIP, and nothing else. */
function packGltf(files: Record<string, Uint8Array>): Uint8Array {
  const fileOf = (uri: string) => {
    const bytes = files[decodeURIComponent(uri)];
    if (!bytes) throw new Error(`${uri} is not there.`);
    return bytes;
  };
  const [, text] = Object.entries(files).find(([path]) => path.endsWith(".gltf"))!;
  const json = JSON.parse(strFromU8(text)) as { buffers: { uri?: string; byteLength: number }[]; bufferViews: object[]; images?: { uri?: string; bufferView?: number }[] };
  const pieces = [fileOf(json.buffers[0]!.uri!)];
  let length = pieces[0]!.length;
  for (const image of json.images ?? []) {
    const bytes = fileOf(image.uri!);
    const gap = -length & 3;
    image.bufferView = json.bufferViews.push({ buffer: 0, byteOffset: length + gap, byteLength: bytes.length }) - 1;
    delete image.uri;
    pieces.push(new Uint8Array(gap), bytes);
    length += gap + bytes.length;
  }
  delete json.buffers[0]!.uri;
  json.buffers[0]!.byteLength = length;
  const head = new TextEncoder().encode(JSON.stringify(json));
  const padded = new TextEncoder().encode(" ".repeat(-head.length & 3));
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const tail = new Uint8Array(-length & 3);
  const all = 12 + 8 + head.length + padded.length + 8 + length + tail.length;
  const chunks = [words(0x46546c67, 2, all, head.length + padded.length, 0x4e4f534a), head, padded, words(length + tail.length, 0x004e4942), ...pieces, tail];
  return Uint8Array.from(Buffer.concat(chunks));
}

async function readObj(bytes: Uint8Array): Promise<Reading> {
  const files = unzipSync(bytes);
  const [[, obj], [, mtl]] = [".obj", ".mtl"].map((end) => Object.entries(files).find(([path]) => path.endsWith(end))!) as [[string, Uint8Array], [string, Uint8Array]];
  const materials = new MTLLoader(foundIn(files)).parse(strFromU8(mtl), "");
  materials.preload();
  return fromObject(new OBJLoader().setMaterials(materials).parse(strFromU8(obj)));
}

async function readFbx(bytes: Uint8Array): Promise<Reading> {
  const warn = console.warn;
  // It says of each polygon without a smoothing group that it has none.
  console.warn = () => undefined;
  try {
    return await inPage(() => fromObject(new FBXLoader(foundIn(null)).parse(bufferOf(bytes), "")));
  } finally {
    console.warn = warn;
  }
}

/** Pictures by their paths, which must be there: in the files, or in what the reader itself has unpacked. */
function foundIn(files: Record<string, Uint8Array> | null): LoadingManager {
  const manager = new LoadingManager();
  const load = (url: string) => {
    if (files && !files[url]) throw new Error(`There is no picture ${url}.`);
    return new DataTexture(new Uint8Array(4), 1, 1);
  };
  manager.addHandler(/./, { load, setPath: () => undefined, setCrossOrigin: () => undefined } as unknown as Loader);
  return manager;
}

function fromObject(root: Object3D, isUpperLeft = false): Reading {
  root.updateMatrixWorld(true);
  const [corners, uvs]: number[][] = [[], []];
  let [textured, hasUvs] = [0, false];
  const colors = new Set<string>();
  root.traverse((object) => {
    if (!("isMesh" in object)) return;
    const mesh = object as Mesh<BufferGeometry, Material | Material[]>;
    const { geometry } = mesh;
    const [position, uv, index] = [geometry.getAttribute("position"), geometry.getAttribute("uv"), geometry.getIndex()];
    const count = index ? index.count : position.count;
    const places = mesh instanceof InstancedMesh ? Array.from({ length: mesh.count }, (_, at) => (mesh.getMatrixAt(at, instance), mesh.matrixWorld.clone().multiply(instance))) : [mesh.matrixWorld];
    const groups = geometry.groups.length > 0 && Array.isArray(mesh.material) ? geometry.groups : [{ start: 0, count, materialIndex: 0 }];
    for (const place of places) {
      const isMirrored = place.determinant() < 0;
      for (const group of groups) {
        const material = (Array.isArray(mesh.material) ? mesh.material[group.materialIndex ?? 0] : mesh.material) as Material & { map?: unknown; color?: { getHexString(): string } };
        const end = Math.min(count, group.start + group.count);
        if (material.map) textured += (end - group.start) / 3;
        if (material.color && !material.map) colors.add(material.color.getHexString());
        for (let at = group.start; at < end; at++) {
          // A mirrored mesh is drawn the other way round.
          const turned = isMirrored && at % 3 > 0 ? at + (at % 3 === 1 ? 1 : -1) : at;
          const vertex = index ? index.getX(turned) : turned;
          corners!.push(...point.fromBufferAttribute(position, vertex).applyMatrix4(place).toArray());
          if (uv) hasUvs = true;
          uvs!.push(uv ? uv.getX(vertex) : 0, uv ? (isUpperLeft ? uv.getY(vertex) : 1 - uv.getY(vertex)) : 0);
        }
      }
    }
  });
  return { ...measureSurface(corners!), corners: corners!, uvs: hasUvs ? uvs! : null, textured, colors: [...colors].sort() };
}

const point = new Vector3();
const instance = new Matrix4();
