import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { measureSurface } from "../../measure-surface.ts";
import type { Found } from "./program.ts";

interface UsdNode {
  nodeType: string;
  contentId: number;
  globalMatrix: readonly number[];
  children: readonly UsdNode[];
}

/** Of tinyusdz' scene what is asked for here. */
interface UsdScene {
  loadFromBinary(bytes: Uint8Array, name: string): boolean;
  error(): string;
  numMeshes(): number;
  getDefaultRootNode(): UsdNode;
  getMesh(id: number): { faceVertexCounts: Uint32Array; faceVertexIndices: Uint32Array; points: Float32Array; materialId: number };
  getMaterial(id: number): Record<string, unknown>;
  getTexture(id: number): { textureImageId: number };
  getImage(id: number): { uri: string; data?: Uint8Array };
  delete(): void;
}

interface TinyUsdz {
  TinyUSDZLoaderNative: new () => UsdScene;
}

/** Its build is for pages alone, and takes Node for none: for as long as it starts, this looks like one. */
export async function startTinyUsdz(folder: string): Promise<TinyUsdz> {
  const { default: start } = (await import(pathToFileURL(join(folder, "tinyusdz.js")).href)) as { default: (options: object) => Promise<TinyUsdz> };
  const quiet = () => undefined;
  const page = globalThis as { window?: unknown };
  const node = process as { type?: string };
  [page.window, node.type] = [globalThis, "renderer"];
  try {
    return await start({ wasmBinary: readFileSync(join(folder, "tinyusdz.wasm")), print: quiet, printErr: quiet });
  } finally {
    delete page.window;
    delete node.type;
  }
}

/** Where everything is by its nodes, and that each texture of its materials has a picture. */
export function readInTinyUsdz(tinyusdz: TinyUsdz, bytes: Uint8Array): Found {
  const scene = new tinyusdz.TinyUSDZLoaderNative();
  try {
    if (!scene.loadFromBinary(bytes, "model.usdz")) return { error: scene.error().trim().split("\n")[0]!.replace(/^\[error\]\S+ /, "").slice(0, 160) || "it reads nothing" };
    const corners: number[] = [];
    const materials = new Set<number>();
    const visit = ({ nodeType, contentId, globalMatrix: m, children }: UsdNode): void => {
      if (nodeType === "mesh" && contentId >= 0) {
        const { faceVertexCounts, faceVertexIndices, points, materialId } = scene.getMesh(contentId);
        if (faceVertexCounts.some((count) => count !== 3)) throw new Error("a face is no triangle");
        if (materialId >= 0) materials.add(materialId);
        for (const vertex of faceVertexIndices) {
          const [x, y, z] = [points[3 * vertex]!, points[3 * vertex + 1]!, points[3 * vertex + 2]!];
          for (let axis = 0; axis < 3; axis++) corners.push(m[axis]! * x + m[4 + axis]! * y + m[8 + axis]! * z + m[12 + axis]!);
        }
      }
      children.forEach(visit);
    };
    visit(scene.getDefaultRootNode());
    const missing = [...materials].flatMap((id) => Object.entries(scene.getMaterial(id)).filter(([key]) => key.endsWith("TextureId")).map(([, texture]) => scene.getImage(scene.getTexture(texture as number).textureImageId)).filter(({ data }) => !data?.length));
    return { ...measureSurface(corners), ...(missing.length > 0 && { error: `no picture ${missing.map(({ uri }) => uri).join(", ")}` }) };
  } finally {
    scene.delete();
  }
}
