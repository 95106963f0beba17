import { strFromU8, unzipSync } from "fflate";
import { JSDOM } from "jsdom";
import { MeshoptDecoder } from "meshoptimizer";
import { InstancedMesh, LoadingManager, Matrix4, Vector3, type Loader, type Material, type Mesh, type Object3D } from "three";
import { ThreeMFLoader } from "three/examples/jsm/loaders/3MFLoader.js";
import { FBXLoader } from "three/examples/jsm/loaders/FBXLoader.js";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { MTLLoader } from "three/examples/jsm/loaders/MTLLoader.js";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";
import { PLYLoader } from "three/examples/jsm/loaders/PLYLoader.js";
import { STLLoader } from "three/examples/jsm/loaders/STLLoader.js";
import { USDLoader } from "three/examples/jsm/loaders/USDLoader.js";
import { DataTexture, Mesh as ThreeMesh, type BufferGeometry } from "three";
import type { FormatName } from "../../src/write/format.ts";
import { inPage } from "../in-page.ts";
import { measureSurface, type SurfaceMeasures } from "../measure-surface.ts";
import { packGltf } from "../pack-gltf.ts";
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

/** Readers that are not ours, or are strict ones of our tests where npm has none. */
export const READERS: Readonly<Record<FormatName, (bytes: Uint8Array) => Promise<Reading>>> = {
  glb: readGltf,
  gltf: async (bytes) => readGltf(packGltf(unzipSync(bytes))),
  obj: readObj,
  stl: async (bytes) => fromObject(new ThreeMesh(new STLLoader().parse(bufferOf(bytes)))),
  ply: async (bytes) => fromObject(new ThreeMesh(new PLYLoader().parse(bufferOf(bytes)))),
  fbx: readFbx,
  usdz: (bytes) => inPage(() => fromObject(new USDLoader().parse(bufferOf(bytes)))),
  "3mf": (bytes) => inPage(() => fromObject(new ThreeMFLoader().parse(bufferOf(bytes))), { DOMParser: new JSDOM().window.DOMParser }),
  dxf: async (bytes) => {
    const corners = readDxfCorners(strFromU8(bytes));
    return { ...measureSurface(corners), corners };
  },
  step: async (bytes) => measureStep(new TextDecoder().decode(bytes)),
};

const bufferOf = (bytes: Uint8Array) => bytes.slice().buffer;

/** What three takes for its loader of KTX2, which needs a graphics card: here it counts that there is a picture, not what is in it. */
const ktx2Loader = { load: (_url: string, onLoad: (texture: DataTexture) => void) => onLoad(new DataTexture()) } as unknown as Parameters<GLTFLoader["setKTX2Loader"]>[0];

async function readGltf(bytes: Uint8Array): Promise<Reading> {
  const { scene } = await inPage(() => new GLTFLoader().setMeshoptDecoder(MeshoptDecoder).setKTX2Loader(ktx2Loader).parseAsync(bufferOf(bytes), ""));
  return fromObject(scene, true);
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
