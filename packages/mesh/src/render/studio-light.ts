/** A soft lamp: degrees round from the camera's side, to the right, and up from the horizon; as bright up to `width`, then it fades. */
interface Lamp {
  around: number;
  up: number;
  width: number;
  radiance: number;
}

const [SKY, HORIZON, FLOOR] = [0.95, 0.62, 0.42] as const;
const LAMPS: readonly Lamp[] = [
  { around: -45, up: 42, width: 28, radiance: 5.2 },
  { around: 62, up: 22, width: 22, radiance: 2.1 },
  { around: 168, up: 46, width: 24, radiance: 3.4 },
];
const [SOURCE_COLUMNS, SOURCE_ROWS] = [48, 24] as const;
const [COLUMNS, ROWS] = [32, 16] as const;
/** Of the clearest mirror, in which the edges of the lamps are seen. */
const [CLEAR_COLUMNS, CLEAR_ROWS] = [128, 64] as const;
/** For which mirrors the surroundings are blurred beforehand. */
const ROUGHNESSES = [0.06, 0.3, 0.5, 0.75, 1] as const;

export interface StudioLight {
  /** What a matt white surface sends back, of a direction of length 1. */
  diffuse(x: number, y: number, z: number): number;
  /** What comes from a direction, blurred as a surface of that roughness mirrors it. */
  specular(x: number, y: number, z: number, roughness: number): number;
}

/** Values by direction: around, and from the zenith down. */
interface Panorama {
  columns: number;
  rows: number;
  values: Float32Array;
}

let made: StudioLight | null = null;

/** A bright room with three soft boxes, by which things of any kind look like themselves. White, and the same for all. Y is up, the camera on the side of +Z. */
export function studioLight(): StudioLight {
  if (made) return made;
  const matt = blurred((cosine) => Math.max(0, cosine));
  const mirrors = ROUGHNESSES.map((roughness, at) => {
    if (at === 0) return clear();
    // Blinn's exponent for a width of microfacets (Walter and others, 2007), halved as it is about the mirrored direction.
    const power = Math.max(1, (2 / roughness ** 4 - 2) / 4);
    return blurred((cosine) => (cosine > 0 ? cosine ** power : 0));
  });
  made = {
    diffuse: (x, y, z) => sample(matt, x, y, z),
    specular(x, y, z, roughness) {
      let upper = 1;
      while (upper < ROUGHNESSES.length - 1 && ROUGHNESSES[upper]! < roughness) upper++;
      const [low, high] = [ROUGHNESSES[upper - 1]!, ROUGHNESSES[upper]!];
      const share = Math.min(1, Math.max(0, (roughness - low) / (high - low)));
      return (1 - share) * sample(mirrors[upper - 1]!, x, y, z) + share * sample(mirrors[upper]!, x, y, z);
    },
  };
  return made;
}

const smooth = (share: number) => share * share * (3 - 2 * share);
const degrees = (value: number) => (value * Math.PI) / 180;

function radianceAt(around: number, y: number): number {
  const share = smooth(Math.min(1, 1.5 * Math.abs(y)));
  let sum = HORIZON + share * ((y > 0 ? SKY : FLOOR) - HORIZON);
  const flat = Math.sqrt(1 - y * y);
  for (const lamp of LAMPS) {
    const angle = Math.acos(Math.min(1, Math.sin(degrees(lamp.up)) * y + Math.cos(degrees(lamp.up)) * flat * Math.cos(around - degrees(lamp.around))));
    sum += lamp.radiance * smooth(Math.min(1, Math.max(0, (1.5 * degrees(lamp.width) - angle) / degrees(lamp.width))));
  }
  return sum;
}

/** The mean of the surroundings about each direction, by the weight that a cosine has. */
function blurred(weight: (cosine: number) => number): Panorama {
  const sources: [number, number, number, number, number][] = [];
  for (let row = 0; row < SOURCE_ROWS; row++) {
    for (let column = 0; column < SOURCE_COLUMNS; column++) {
      const [x, y, z, around] = directionOf(column, row, SOURCE_COLUMNS, SOURCE_ROWS);
      sources.push([x, y, z, Math.sqrt(1 - y * y), radianceAt(around, y)]);
    }
  }
  return draw(COLUMNS, ROWS, (x, y, z) => {
    let [sum, all] = [0, 0];
    for (const [i, j, k, solid, radiance] of sources) {
      const share = solid * weight(x * i + y * j + z * k);
      sum += share * radiance;
      all += share;
    }
    return sum / all;
  });
}

const clear = () => draw(CLEAR_COLUMNS, CLEAR_ROWS, (_x, y, _z, around) => radianceAt(around, y));

function draw(columns: number, rows: number, valueAt: (x: number, y: number, z: number, around: number) => number): Panorama {
  const values = new Float32Array(columns * rows);
  for (let at = 0; at < values.length; at++) values[at] = valueAt(...directionOf(at % columns, Math.floor(at / columns), columns, rows));
  return { columns, rows, values };
}

function directionOf(column: number, row: number, columns: number, rows: number): readonly [x: number, y: number, z: number, around: number] {
  const around = ((column + 0.5) / columns) * 2 * Math.PI - Math.PI;
  const y = Math.cos(((row + 0.5) / rows) * Math.PI);
  const flat = Math.sqrt(1 - y * y);
  return [flat * Math.sin(around), y, flat * Math.cos(around), around];
}

function sample({ columns, rows, values }: Panorama, x: number, y: number, z: number): number {
  const across = ((Math.atan2(x, z) + Math.PI) / (2 * Math.PI)) * columns - 0.5 + columns;
  const down = Math.min(rows - 1, Math.max(0, (Math.acos(Math.min(1, Math.max(-1, y))) / Math.PI) * rows - 0.5));
  const [column, row] = [Math.floor(across), Math.min(rows - 2, Math.floor(down))];
  const [s, t] = [across - column, down - row];
  const [left, right] = [column % columns, (column + 1) % columns];
  const at = row * columns;
  return (1 - t) * ((1 - s) * values[at + left]! + s * values[at + right]!) + t * ((1 - s) * values[at + columns + left]! + s * values[at + columns + right]!);
}
