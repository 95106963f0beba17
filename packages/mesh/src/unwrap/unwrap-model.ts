import { Breath } from "../breath.ts";
import { MeshError } from "../mesh-error.ts";
import { boundsOf, countTriangles, longestSide, type Material, type Model, type Part } from "../model.ts";
import { crossOf } from "../topology/planar-regions.ts";
import { refuseUnknown } from "../refuse-unknown.ts";
import { requireTriangles } from "../write/require-triangles.ts";

export interface UnwrapOptions {
  /** Pixels of the longer side of the picture for which there is to be room. Default 1024. */
  resolution?: number;
  /** Pixels between pieces, so that none bleeds into another. Default 4. */
  padding?: number;
  /** A model of more is refused: what it takes grows faster than they do. Default 20,000, about ten seconds. */
  maxTriangles?: number;
  /** What becomes of textures, which lie by the coordinates that go: a model that has some is refused, or they are left out. Default false. */
  dropsTextures?: boolean;
  signal?: AbortSignal;
}

export const UNWRAP_DEFAULTS = { resolution: 1024, padding: 4, maxTriangles: 20_000, dropsTextures: false } as const;
const MOST_PIXELS = 8192;
/** Packing aims at a resolution and may miss it: then with fewer pixels for each metre, until all is in one picture. */
/** How many pictures long a piece may be when it is laid out first. */
const MOST_PICTURES = 64;
const [SHRINK, TRIES] = [0.9, 12] as const;

export interface UnwrappedModel {
  /** With the same triangles in the same order, and coordinates of their own for each. Vertices are there more than once where pieces meet. */
  model: Model;
  /** Pixels for which the padding holds. */
  width: number;
  height: number;
  /** Pieces of the surface that lie flat by themselves. */
  charts: number;
}

/**
 * Coordinates for a texture that is still to be painted or baked: all parts in one picture, none over another, within 0–1, by xatlas (Young, after Castaño's
 * Thekla), which is loaded when it is first asked for.
 *
 * @throws MeshError `too_large` for more triangles, for a shape so long and thin that its pieces fit in no picture, and where memory ends; `no_triangles`, `option` for an option that cannot be and for textures that would be wrong; the signal's reason.
 */
export async function unwrapModel(model: Model, options: UnwrapOptions = {}): Promise<UnwrappedModel> {
  refuseUnknown<UnwrapOptions>(options, { resolution: true, padding: true, maxTriangles: true, dropsTextures: true, signal: true });
  const { signal, ...given } = options;
  const { resolution, padding, maxTriangles, dropsTextures } = { ...UNWRAP_DEFAULTS, ...given };
  if (!(Number.isInteger(resolution) && resolution >= 16 && resolution <= MOST_PIXELS)) throw new MeshError("option", `resolution must be a whole number from 16 to ${MOST_PIXELS}, not ${resolution}.`);
  if (!(Number.isInteger(padding) && padding >= 0 && padding <= resolution / 16)) throw new MeshError("option", `padding must be a whole number from 0 to ${resolution / 16}, not ${padding}.`);
  requireTriangles(model);
  const triangles = countTriangles(model);
  if (triangles > maxTriangles) throw new MeshError("too_large", `It has ${triangles} triangles, more than the ${maxTriangles} that are unwrapped here. Simplify it first.`);
  if (model.textures.length > 0 && !dropsTextures) throw new MeshError("option", "It has textures, which lie by the coordinates that it has. Leave it as it is, or unwrap it with dropsTextures.");
  requireRoom(model, resolution);
  signal?.throwIfAborted();
  const { Atlas, Initialize } = await import("watlas");
  await Initialize();
  const breath = new Breath(signal);
  await breath.take();
  const atlas = new Atlas();
  let isBroken = false;
  try {
    const parts = model.parts.filter(({ indices }) => indices.length > 0);
    const toUnit = unitBoxOf(model);
    for (const { positions, normals, indices } of parts) {
      atlas.addMesh({
        vertexPositionData: toUnit(positions), vertexPositionStride: 12, vertexCount: positions.length / 3, indexData: indices, indexCount: indices.length,
        ...(normals ? { vertexNormalData: normals, vertexNormalStride: 12 } : {}),
      }); // prettier-ignore
    }
    atlas.computeCharts({ fixWinding: true });
    await breath.take();
    pack(atlas, resolution, padding);
    const { width, height } = atlas;
    const made = parts.map((part, at) => takeCoordinates(part, atlas.getMesh(at), width, height));
    return { model: { ...model, parts: made, ...(dropsTextures ? { textures: [], materials: model.materials.map(withoutTextures) } : {}) }, width, height, charts: atlas.chartCount };
  } catch (error) {
    isBroken = error instanceof WebAssembly.RuntimeError;
    if (error instanceof WebAssembly.RuntimeError) throw new MeshError("too_large", "There is not enough memory to unwrap it. Simplify it first, or ask for a smaller resolution.", { cause: error });
    throw error;
  } finally {
    // Of memory that is in disorder nothing can be given back, and trying fails with words of its own.
    if (!isBroken) atlas.delete();
  }
}

/** Moves and scales positions into a box of side 1 around nought: xatlas takes surfaces of very large and of very small numbers for broken ones. */
function unitBoxOf(model: Model): (positions: Float32Array) => Float32Array {
  const bounds = boundsOf(model);
  const { min, max } = bounds;
  const middle = min.map((value, axis) => (value + max[axis]!) / 2);
  const longest = longestSide(bounds);
  return (positions) => positions.map((value, at) => (value - middle[at % 3]!) / longest);
}

/** Pieces are drawn at the size that the whole surface has in the picture: of a needle a mile long, one would be as long as hundreds of pictures. */
function requireRoom(model: Model, resolution: number): void {
  const longest = longestSide(boundsOf(model));
  const area = model.parts.reduce((sum, { positions, indices }) => {
    for (let triangle = 0; triangle < indices.length / 3; triangle++) sum += Math.hypot(...crossOf(positions, indices, triangle)) / 2;
    return sum;
  }, 0);
  if (!(area > 0) || longest / Math.sqrt(area) > MOST_PICTURES) throw new MeshError("too_large", `It is too long for how thin it is: its pieces would be ${area > 0 ? Math.round(longest / Math.sqrt(area)) : "any number of"} times as long as the ${resolution} pixels. Leave out what sticks out.`);
}

interface Packable {
  packCharts(options: { resolution: number; padding: number; texelsPerUnit?: number; bilinear: boolean }): void;
  readonly atlasCount: number;
  readonly width: number;
  readonly height: number;
  readonly texelsPerUnit: number;
}

function pack(atlas: Packable, resolution: number, padding: number): void {
  const room = { resolution, padding, bilinear: true };
  atlas.packCharts(room);
  const isTooLarge = () => atlas.atlasCount > 1 || Math.max(atlas.width, atlas.height) > resolution;
  for (let tries = 0; isTooLarge() && tries < TRIES; tries++) atlas.packCharts({ ...room, texelsPerUnit: SHRINK * atlas.texelsPerUnit });
  if (isTooLarge()) throw new MeshError("too_large", `It falls into too many pieces for ${resolution} pixels. Ask for a larger resolution or less padding.`);
}

interface Unwrapped {
  readonly vertexCount: number;
  readonly indexCount: number;
  getIndexArray(indices: Uint32Array): boolean;
  getVertex(vertex: number): { uv: [number, number]; xref: number };
}

function takeCoordinates(part: Part, mesh: Unwrapped, width: number, height: number): Part {
  const indices = new Uint32Array(mesh.indexCount);
  mesh.getIndexArray(indices);
  const origins = new Uint32Array(mesh.vertexCount);
  const uvs = new Float32Array(2 * mesh.vertexCount);
  for (let vertex = 0; vertex < mesh.vertexCount; vertex++) {
    const { uv, xref } = mesh.getVertex(vertex);
    origins[vertex] = xref;
    uvs[2 * vertex] = uv[0] / width;
    uvs[2 * vertex + 1] = uv[1] / height;
  }
  const picked = (values: Float32Array, size: number) => {
    const made = new Float32Array(size * origins.length);
    origins.forEach((from, to) => made.set(values.subarray(size * from, size * from + size), size * to));
    return made;
  };
  const { name, material, positions, normals, colors } = part;
  return { name, material, indices, uvs, positions: picked(positions, 3), normals: normals && picked(normals, 3), colors: colors && picked(colors, 4) };
}

const withoutTextures = (material: Material): Material => ({ ...material, baseColorTexture: null, metallicRoughnessTexture: null, normalTexture: null, occlusionTexture: null, emissiveTexture: null });
