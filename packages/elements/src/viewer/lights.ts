import ViewerTextures from "@google/model-viewer/lib/three-components/TextureUtils.js";
import { DataTexture, DataUtils, EquirectangularReflectionMapping, HalfFloatType, LinearFilter, RGBAFormat, type Texture } from "three";
import { LIGHT_SCHEME, type MadeLight } from "./light-address.ts";

const WIDTH = 256;
const HEIGHT = 128;

type Rgb = readonly [number, number, number];

/** A lamp at a direction (degrees: round from the front, up from the horizon) that is bright up to `widthDeg` and then fades. */
interface Lamp {
  aroundDeg: number;
  upDeg: number;
  widthDeg: number;
  colour: Rgb;
}

interface Surroundings {
  above: Rgb;
  horizon: Rgb;
  below: Rgb;
  lamps: readonly Lamp[];
}

const SURROUNDINGS: Readonly<Record<MadeLight, Surroundings>> = {
  studio: {
    above: [0.75, 0.76, 0.8],
    horizon: [0.42, 0.43, 0.46],
    below: [0.3, 0.29, 0.28],
    lamps: [
      { aroundDeg: -48, upDeg: 38, widthDeg: 26, colour: [9, 8.8, 8.4] },
      { aroundDeg: 62, upDeg: 20, widthDeg: 18, colour: [4.2, 4.4, 4.8] },
      { aroundDeg: 172, upDeg: 44, widthDeg: 20, colour: [6.5, 6.6, 7] },
    ],
  },
  soft: { above: [1.5, 1.5, 1.5], horizon: [1.12, 1.12, 1.12], below: [0.78, 0.76, 0.74], lamps: [{ aroundDeg: -20, upDeg: 62, widthDeg: 50, colour: [1.5, 1.48, 1.44] }] },
  outdoor: {
    above: [0.72, 1.05, 1.75],
    horizon: [1.25, 1.3, 1.35],
    below: [0.42, 0.38, 0.28],
    lamps: [{ aroundDeg: 55, upDeg: 48, widthDeg: 7, colour: [68, 61, 48] }],
  },
  dark: {
    above: [0.1, 0.11, 0.14],
    horizon: [0.06, 0.06, 0.08],
    below: [0.03, 0.03, 0.03],
    lamps: [
      { aroundDeg: -70, upDeg: 30, widthDeg: 16, colour: [9.5, 8.2, 6.6] },
      { aroundDeg: 128, upDeg: 26, widthDeg: 14, colour: [2.4, 3.6, 6.4] },
    ],
  },
};

const textures = new Map<MadeLight, Texture>();
const isMade = (name: string): name is MadeLight => name in SURROUNDINGS;
const mix = (from: number, to: number, share: number): number => from + (to - from) * share;
const fade = (share: number): number => share * share * (3 - 2 * share);

/** How bright a direction is, per colour; `up` is -1 at the nadir, 1 at the zenith. */
function radianceAt({ above, horizon, below, lamps }: Surroundings, around: number, up: number): Rgb {
  const other = up > 0 ? above : below;
  const share = fade(Math.min(1, Math.abs(up) * 1.6));
  const light = ([0, 1, 2] as const).map((channel) => mix(horizon[channel], other[channel], share));
  const height = Math.sqrt(1 - up * up);
  for (const { aroundDeg, upDeg, widthDeg, colour } of lamps) {
    const [lampAround, lampUp] = [(aroundDeg * Math.PI) / 180, (upDeg * Math.PI) / 180];
    const angle = Math.acos(Math.min(1, Math.sin(lampUp) * up + Math.cos(lampUp) * height * Math.cos(around - lampAround)));
    const width = (widthDeg * Math.PI) / 180;
    const strength = fade(Math.min(1, Math.max(0, (1.35 * width - angle) / (0.5 * width))));
    ([0, 1, 2] as const).forEach((channel) => (light[channel] = (light[channel] ?? 0) + colour[channel] * strength));
  }
  return [light[0] ?? 0, light[1] ?? 0, light[2] ?? 0];
}

/** A panorama made in code: nothing is fetched. */
export function makeLight(name: MadeLight): Texture {
  const known = textures.get(name);
  if (known !== undefined) return known;
  const data = new Uint16Array(WIDTH * HEIGHT * 4);
  const opaque = DataUtils.toHalfFloat(1);
  for (let row = 0; row < HEIGHT; row += 1) {
    const up = Math.sin(((row + 0.5) / HEIGHT - 0.5) * Math.PI);
    for (let column = 0; column < WIDTH; column += 1) {
      // The camera's start looks along -z: what lights its side of the model is in the middle of three's panorama turned by a quarter.
      const around = ((column + 0.5) / WIDTH) * 2 * Math.PI - Math.PI / 2 - Math.PI;
      const radiance = radianceAt(SURROUNDINGS[name], around, up);
      const pixel = (row * WIDTH + column) * 4;
      radiance.forEach((value, channel) => (data[pixel + channel] = DataUtils.toHalfFloat(value)));
      data[pixel + 3] = opaque;
    }
  }
  const texture = new DataTexture(data, WIDTH, HEIGHT, RGBAFormat, HalfFloatType);
  Object.assign(texture, { name: `${LIGHT_SCHEME}${name}`, mapping: EquirectangularReflectionMapping, minFilter: LinearFilter, magFilter: LinearFilter, needsUpdate: true });
  textures.set(name, texture);
  return texture;
}

type LoadPanorama = (this: ViewerTextures, url: string, ...others: unknown[]) => Promise<Texture>;

/** Lets model-viewer take our lights as addresses of panoramas. */
export function bringLights(): void {
  const { prototype } = ViewerTextures;
  const load = Reflect.get(prototype, "loadEquirectFromUrl") as LoadPanorama;
  const loadOrMake: LoadPanorama = function (url, ...others) {
    const name = url.startsWith(LIGHT_SCHEME) ? url.slice(LIGHT_SCHEME.length) : "";
    return isMade(name) ? Promise.resolve(makeLight(name)) : Reflect.apply(load, this, [url, ...others]);
  };
  Reflect.set(prototype, "loadEquirectFromUrl", loadOrMake);
}
