import { smoothStep } from "../objects/primitives.ts";
import { largestDimension, type ProductObject, type Vector3 } from "../objects/product-object.ts";
import { DistanceGrid } from "./distance-grid.ts";
import type { PhotoLight } from "./photo-options.ts";
import type { ViewFrame } from "./view-frame.ts";

const OCCLUSION_TAPS = 5;
const SHADOW_TAPS = 22;

/**
 * A product photographer's white studio around one view: a large soft box high on the left as key light, a strip on the
 * right, a bright floor, dark cards at the rim so that light objects stand out from a white background.
 */
export class Studio {
  private readonly object: ProductObject;
  private readonly frame: ViewFrame;
  private readonly light: PhotoLight;
  private readonly grid: DistanceGrid;
  private readonly reach: number;
  private readonly key: Vector3;
  private readonly albedo = new Float64Array(3);

  constructor(object: ProductObject, frame: ViewFrame, light: PhotoLight) {
    this.object = object;
    this.frame = frame;
    this.light = light;
    this.grid = DistanceGrid.of(object);
    this.reach = largestDimension(object);
    const { right, up, towards } = frame;
    const [kr, ku, kt] = light.key;
    const scale = 1 / Math.sqrt(kr * kr + ku * ku + kt * kt);
    this.key = [0, 1, 2].map(
      (axis) => ((right[axis] as number) * kr + (up[axis] as number) * ku + (towards[axis] as number) * kt) * scale,
    ) as [number, number, number];
  }

  /** Adds the light (linear, 0..1 per channel) that leaves a surface point towards the camera to `out[at..at+2]`. */
  shade(x: number, y: number, z: number, out: Float32Array, at: number): void {
    const { object, frame, key, light, albedo } = this;
    const h = Math.min(frame.unitsPerPixel * 0.7, this.reach * 0.001);
    const a = this.height(x + h, y - h, z - h);
    const b = this.height(x - h, y - h, z + h);
    const c = this.height(x - h, y + h, z - h);
    const d = this.height(x + h, y + h, z + h);
    let nx = a - b - c + d;
    let ny = -a - b + c + d;
    let nz = -a + b - c + d;
    const scale = 1 / Math.max(Math.sqrt(nx * nx + ny * ny + nz * nz), 1e-12);
    nx *= scale;
    ny *= scale;
    nz *= scale;

    object.colour(x, y, z, albedo);
    const roughness = object.roughness?.(x, y, z) ?? 0.6;
    const metalness = object.metalness?.(x, y, z) ?? 0;
    const occlusion = this.occlusion(x, y, z, nx, ny, nz);
    const facing = nx * key[0] + ny * key[1] + nz * key[2];
    const lit = Math.max((facing + 0.25) / 1.25, 0);
    const shadow = lit > 0 ? this.shadow(x, y, z, nx, ny, nz) : 0;

    const { right, up, towards } = frame;
    const nr = nx * right[0] + ny * right[1] + nz * right[2];
    const nu = nx * up[0] + ny * up[1] + nz * up[2];
    const nt = Math.max(nx * towards[0] + ny * towards[1] + nz * towards[2], 0);
    const sky = (0.62 + 0.26 * nu + 0.22 * nt + 0.06 * nr) * light.fillStrength * 1.25 * occlusion;
    const diffuse = (lit * shadow * light.keyStrength + sky) * (1 - metalness);

    const rr = 2 * nt * nr;
    const ru = 2 * nt * nu;
    const rt = 2 * nt * nt - 1;
    const mirrored = reflectedLight(rr, ru, rt, roughness) * Math.min(1, occlusion * (0.45 + 0.55 * shadow) + 0.05);
    const grazing = (1 - nt) ** 5 * (1 - roughness) * 0.55;
    for (let channel = 0; channel < 3; channel++) {
      const paint = albedo[channel] as number;
      const normalReflectance = 0.04 + (paint - 0.04) * metalness;
      const fresnel = normalReflectance + (1 - normalReflectance) * grazing;
      const value = paint * diffuse + mirrored * fresnel * (metalness > 0 ? 1.15 : 1.5 * (1 - roughness * 0.7));
      out[at + channel] = (out[at + channel] as number) + rollOff(value);
    }
  }

  private height(x: number, y: number, z: number): number {
    const { object } = this;
    const distance = object.distance(x, y, z);
    return object.relief === undefined ? distance : distance - object.relief(x, y, z);
  }

  private occlusion(x: number, y: number, z: number, nx: number, ny: number, nz: number): number {
    let missing = 0;
    let weight = 1;
    let total = 0;
    for (let tap = 1; tap <= OCCLUSION_TAPS; tap++) {
      const step = this.reach * 0.011 * tap * (1 + tap * 0.3);
      const free = this.grid.at(x + nx * step, y + ny * step, z + nz * step);
      missing += weight * Math.min(Math.max(1 - free / step, 0), 1);
      total += weight;
      weight *= 0.82;
    }
    const open = 1 - missing / total;
    return 0.12 + 0.88 * open;
  }

  private shadow(x: number, y: number, z: number, nx: number, ny: number, nz: number): number {
    const { grid, key } = this;
    const lift = grid.cell * 0.8;
    const ox = x + nx * lift;
    const oy = y + ny * lift;
    const oz = z + nz * lift;
    let open = 1;
    let t = grid.cell * 0.8;
    for (let tap = 0; tap < SHADOW_TAPS && t < this.reach; tap++) {
      const free = grid.at(ox + key[0] * t, oy + key[1] * t, oz + key[2] * t);
      // The key light is a wide soft box, hence the flat cone of a fifth.
      open = Math.min(open, 0.5 + (0.5 * free) / (0.2 * t + grid.cell));
      if (open <= 0) return 0;
      t += Math.max(free * 0.75, grid.cell * 0.8);
    }
    const soft = Math.max(open, 0);
    return soft * soft * (3 - 2 * soft);
  }
}

/** Radiance that the studio sends from a direction in camera axes; `roughness` blurs the borders of the lights. */
function reflectedLight(right: number, up: number, towards: number, roughness: number): number {
  const blur = 0.05 + roughness * 0.75;
  const keyBox = inBand(right, -0.62, 0.34, blur) * inBand(up, 0.5, 0.3, blur) * smoothStep(-0.3, 0.4, towards);
  const strip = inBand(right, 0.8, 0.1, blur) * inBand(up, 0.1, 0.62, blur) * smoothStep(-0.4, 0.1, towards);
  const ceiling = smoothStep(0.15 - blur, 0.95 + blur * 0.3, up) * 0.55;
  const floor = smoothStep(0.2 - blur, 0.9 + blur * 0.3, -up) * 0.4;
  const room = 0.22 + 0.18 * Math.max(towards, 0);
  return room + ceiling + floor + (3.4 * keyBox + 1.9 * strip) / (1 + 2.6 * roughness);
}

function inBand(value: number, centre: number, half: number, blur: number): number {
  return smoothStep(half + blur, half - blur * 0.6, Math.abs(value - centre));
}

/** Leaves mid tones alone and bends everything above 0.7 smoothly below 1. */
function rollOff(value: number): number {
  if (value <= 0.7) return Math.max(value, 0);
  return 0.7 + 0.3 * (1 - 1 / (1 + (value - 0.7) / 0.3));
}
