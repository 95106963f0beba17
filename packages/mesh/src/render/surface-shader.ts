import type { Material, Model, Part, TextureUse } from "../model.ts";
import { uvSetOf, uvsOf } from "../texture-uses.ts";
import type { Camera } from "./frame-model.ts";
import type { ProjectedPart } from "./project-parts.ts";
import { studioLight } from "./studio-light.ts";
import { sampleTexture, type Levels } from "./texture-sampler.ts";
import { toneMap } from "./tone-map.ts";

const UNLIT = "KHR_materials_unlit";
const LEAST_ROUGHNESS = 0.06;
/** What a surface that is no metal mirrors head on (glTF 2.0, B.2). */
const DIELECTRIC = 0.04;

/** How a set of texture coordinates lies on a triangle. */
interface Chart {
  /** Of the picture's area for each pixel. */
  density: number;
  /** Which size of each texture goes with that. */
  levels: number[];
  /** Along the picture, and up it. */
  tangent: number[];
  bitangent: number[];
}

/** What a pixel of a surface looks like: metallic-roughness (glTF 2.0, appendix B) in a studio's light that stands where the camera does. */
export class SurfaceShader {
  /** Linear, tone-mapped, not multiplied by alpha. */
  readonly colour = new Float64Array(4);
  readonly #model: Model;
  readonly #textures: readonly (Levels | null)[];
  readonly #camera: Camera;
  readonly #eye: readonly number[];
  readonly #texel = new Float64Array(4);
  readonly #light = studioLight();
  readonly #normalAt = new Float64Array(3);
  readonly #toEye = new Float64Array(3);
  readonly #mirrored = new Float64Array(3);
  readonly #triangle = { key: -1, i: 0, j: 0, k: 0, charts: [] as Chart[], edges: [[0, 0, 0], [0, 0, 0]], face: [0, 0, 0], area: 0, isBack: false };

  constructor(model: Model, textures: readonly (Levels | null)[], camera: Camera) {
    this.#model = model;
    this.#textures = textures;
    this.#camera = camera;
    this.#eye = [0, 1, 2].map((axis) => camera.target[axis]! + camera.toward[axis]! * camera.distance);
  }

  /** Of a place in a triangle, given by its shares in the picture: how opaque it is. */
  alphaAt(projected: ProjectedPart, triangle: number, a: number, b: number, c: number): number {
    this.#setUp(projected, triangle);
    return this.#baseColour(projected, this.#straight(projected, a, b, c));
  }

  /** Writes {@link colour}. */
  shade(projected: ProjectedPart, triangle: number, a: number, b: number, c: number): void {
    this.#setUp(projected, triangle);
    const { part } = projected;
    const material = this.#model.materials[part.material]!;
    const shares = this.#straight(projected, a, b, c);
    const colour = this.colour;
    colour[3] = this.#baseColour(projected, shares);
    if (!material.extensions.includes(UNLIT)) this.#illuminate(projected, material, shares);
    toneMap(colour);
  }

  #illuminate(projected: ProjectedPart, material: Material, shares: readonly [number, number, number]): void {
    const [{ colour }, texel] = [this, this.#texel];
    const { part } = projected;
    let [metallic, roughness, open] = [material.metallic, material.roughness, 1];
    if (this.#look(projected, material.metallicRoughnessTexture, shares, false)) [metallic, roughness] = [metallic * texel[2]!, roughness * texel[1]!];
    if (material.occlusionTexture && this.#look(projected, material.occlusionTexture, shares, false)) open = 1 + material.occlusionTexture.strength * (texel[0]! - 1);
    roughness = Math.max(LEAST_ROUGHNESS, Math.min(1, roughness));
    const [normal, toEye, mirrored] = [this.#normal(projected, material, shares), this.#toEye, this.#mirrored];
    for (let axis = 0; axis < 3; axis++) toEye[axis] = this.#eye[axis]! - this.#mix(part.positions, 3, axis, shares);
    makeUnit(toEye);
    const facing = Math.max(0.02, dot(normal, toEye));
    for (let axis = 0; axis < 3; axis++) mirrored[axis] = 2 * facing * normal[axis]! - toEye[axis]!;
    const matt = this.#lit(normal, null) * open;
    const glossy = this.#lit(mirrored, roughness) * (open + (1 - open) * (1 - roughness) * 0.5);
    // How much of it a surface mirrors in all, by a fit (Karis, 2014).
    const rest = Math.min((1 - roughness) ** 2, 2 ** (-9.28 * facing)) * (1 - roughness) + 0.0425 - 0.0275 * roughness;
    const [scale, bias] = [-1.04 * rest + 1.04 - 0.572 * roughness, 1.04 * rest - 0.04 + 0.022 * roughness];
    for (let k = 0; k < 3; k++) {
      const base = colour[k]!;
      const mirror = (DIELECTRIC + metallic * (base - DIELECTRIC)) * scale + bias;
      colour[k] = base * (1 - metallic) * matt + mirror * glossy;
    }
    const glows = material.emissive.some((value) => value > 0);
    if (!glows) return;
    const hasTexture = this.#look(projected, material.emissiveTexture, shares, true);
    for (let k = 0; k < 3; k++) colour[k]! += material.emissive[k]! * (hasTexture ? texel[k]! : 1);
  }

  /** Writes the base colour, and returns its alpha. */
  #baseColour(projected: ProjectedPart, shares: readonly [number, number, number]): number {
    const { part } = projected;
    const material = this.#model.materials[part.material]!;
    const hasTexture = this.#look(projected, material.baseColorTexture, shares, true);
    let alpha = 1;
    for (let k = 0; k < 4; k++) {
      const value = material.baseColor[k]! * (hasTexture ? this.#texel[k]! : 1) * (part.colors ? this.#mix(part.colors, 4, k, shares) : 1);
      if (k < 3) this.colour[k] = value;
      else alpha = value;
    }
    return alpha;
  }

  #look({ part }: ProjectedPart, use: TextureUse | null, shares: readonly [number, number, number], isColour: boolean): boolean {
    const uvs = use && uvsOf(part, use);
    const levels = uvs ? this.#textures[use.texture] : null;
    if (!use || !uvs || !levels) return false;
    const chart = this.#chartOf(part, use)!;
    const level = (chart.levels[use.texture] ??= levelOf(levels, chart.density));
    sampleTexture(levels, use, level, this.#mix(uvs, 2, 0, shares), this.#mix(uvs, 2, 1, shares), isColour, this.#texel);
    return true;
  }

  #normal(projected: ProjectedPart, { normalTexture }: Material, shares: readonly [number, number, number]): Float64Array {
    const { face, isBack } = this.#triangle;
    const [normal, normals] = [this.#normalAt, projected.part.normals];
    for (let axis = 0; axis < 3; axis++) normal[axis] = normals ? this.#mix(normals, 3, axis, shares) : face[axis]!;
    if (!makeUnit(normal)) normal.set(face);
    if (normalTexture && this.#look(projected, normalTexture, shares, false)) {
      const [x, y, z] = [(2 * this.#texel[0]! - 1) * normalTexture.scale, (2 * this.#texel[1]! - 1) * normalTexture.scale, 2 * this.#texel[2]! - 1];
      const { tangent, bitangent } = this.#chartOf(projected.part, normalTexture)!;
      // Along the surface as the smooth normal has it, and not as the triangle lies.
      const [along, across] = [dot(tangent, normal), dot(bitangent, normal)];
      for (let axis = 0; axis < 3; axis++) {
        const upright = normal[axis]!;
        normal[axis] = z * upright + x * (tangent[axis]! - along * upright) + y * (bitangent[axis]! - across * upright);
      }
      if (!makeUnit(normal)) normal.set(face);
    }
    if (isBack) for (let axis = 0; axis < 3; axis++) normal[axis] = -normal[axis]!;
    return normal;
  }

  /** The light from a direction in the camera's own room: to its right, up, and to its side. */
  #lit([x, y, z]: Float64Array, roughness: number | null): number {
    const { right } = this.#camera;
    const [across, towards] = [right[0] * x! + right[2] * z!, -right[2] * x! + right[0] * z!];
    return roughness === null ? this.#light.diffuse(across, y!, towards) : this.#light.specular(across, y!, towards, roughness);
  }

  /** Shares in the picture as shares on the surface. */
  #straight({ nearness }: ProjectedPart, a: number, b: number, c: number): readonly [number, number, number] {
    const { i, j, k } = this.#triangle;
    const [p, q, r] = [a * nearness[i]!, b * nearness[j]!, c * nearness[k]!];
    const sum = p + q + r;
    return [p / sum, q / sum, r / sum];
  }

  #mix(values: Float32Array, size: number, at: number, [a, b, c]: readonly [number, number, number]): number {
    const { i, j, k } = this.#triangle;
    return a * values[size * i + at]! + b * values[size * j + at]! + c * values[size * k + at]!;
  }

  #setUp({ part, first, x, y }: ProjectedPart, triangle: number): void {
    const state = this.#triangle;
    if (state.key === first + triangle) return;
    const [i, j, k] = [part.indices[3 * triangle]!, part.indices[3 * triangle + 1]!, part.indices[3 * triangle + 2]!];
    Object.assign(state, { key: first + triangle, i, j, k, charts: [] });
    const edge = (to: number) => [0, 1, 2].map((axis) => part.positions[3 * to + axis]! - part.positions[3 * i + axis]!) as [number, number, number];
    const [e, f] = [edge(j), edge(k)];
    state.edges = [e, f];
    state.face = unit([e[1] * f[2] - e[2] * f[1], e[2] * f[0] - e[0] * f[2], e[0] * f[1] - e[1] * f[0]]);
    state.area = (x[j]! - x[i]!) * (y[k]! - y[i]!) - (x[k]! - x[i]!) * (y[j]! - y[i]!);
    state.isBack = state.area > 0;
  }

  /** Null where the part has no such coordinates. */
  #chartOf(part: Part, use: TextureUse): Chart | null {
    const { charts, edges, area, i, j, k } = this.#triangle;
    const known = charts[uvSetOf(use)];
    const uvs = uvsOf(part, use);
    if (known || !uvs) return known ?? null;
    const [e, f] = edges as [number[], number[]];
    const [u1, v1, u2, v2] = [uvs[2 * j]! - uvs[2 * i]!, uvs[2 * j + 1]! - uvs[2 * i + 1]!, uvs[2 * k]! - uvs[2 * i]!, uvs[2 * k + 1]! - uvs[2 * i + 1]!];
    const turn = u1 * v2 - u2 * v1;
    const sign = turn < 0 ? -1 : 1;
    return (charts[uvSetOf(use)] = {
      density: area === 0 ? 0 : Math.abs(turn / area),
      levels: [],
      tangent: unit(e.map((value, axis) => sign * (v2 * value - v1 * f[axis]!))),
      // Green of a normal map points up the picture (glTF 2.0, 3.9.3), v down it.
      bitangent: unit(e.map((value, axis) => -sign * (u1 * f[axis]! - u2 * value))),
    });
  }
}

/** At which its pixels are about as large as the picture's. */
function levelOf([whole]: Levels, density: number): number {
  return Math.max(0, Math.round(0.5 * Math.log2(Math.max(1, density * whole!.width * whole!.height))));
}

/** In place. False for what has no length. */
function makeUnit(vector: Float64Array): boolean {
  const length = Math.sqrt(vector[0]! * vector[0]! + vector[1]! * vector[1]! + vector[2]! * vector[2]!);
  if (!(length > 0 && length < Infinity)) return false;
  for (let axis = 0; axis < 3; axis++) vector[axis]! /= length;
  return true;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(vector[0]!, vector[1]!, vector[2]!);
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : [0, 1, 0];
}
