/** How far scales (logarithm), middles (object heights) and turns (radians) are from what the single photo says. Its edges tell a turn well, or not at all: more than this counts ever less. */
const SCALE_SPREAD = 0.15;
const MIDDLE_SPREAD = 0.1;
const TURN_SPREAD = 0.005;
/** The same of the tangent of the field of view (logarithm), which all photos have in common. */
const ANGLE_SPREAD = 0.5;
/** As far as files may be trusted with it. */
const TOLD_ANGLE_SPREAD = 0.003;
/** How far above the object cameras stand, which all level photos have in common, and how far a single photo is from that (radians). */
const PITCH_SPREAD = 0.2;
const LEAN_SPREAD = 0.03;
/** Of each photo: scale, middle, turn and, if pitches are found too, how far its pitch is from the common one. */
const LEVEL_PARAMETERS = 4;
const PITCHED_PARAMETERS = 5;
/** Which of them is the turn, and which the pitch. */
export const TURN = 3;
export const LEAN = 4;

/** Where in a row the unknowns are: those of each photo, then the common pitch, then the common field of view. */
export interface Layout {
  /** Unknowns of each photo. */
  stride: number;
  /** Where those that all photos have in common begin. */
  common: number;
  isPitched: boolean;
  /** -1 without one. */
  angle: number;
  unknowns: number;
}

export function layoutOf(photos: number, isPitched: boolean, isNear: boolean): Layout {
  const stride = isPitched ? PITCHED_PARAMETERS : LEVEL_PARAMETERS;
  const common = stride * photos;
  const angle = common + (isPitched ? 1 : 0);
  return { stride, common, isPitched, angle: isNear ? angle : -1, unknowns: angle + (isNear ? 1 : 0) };
}

export function wideningOf(p: Float64Array, { angle }: Layout): number {
  return angle < 0 ? 1 : Math.exp(p[angle]!);
}

export function commonPitch(p: Float64Array, { isPitched, common }: Layout): number {
  return isPitched ? p[common]! : 0;
}

const SPREADS = [SCALE_SPREAD, MIDDLE_SPREAD, MIDDLE_SPREAD, TURN_SPREAD, LEAN_SPREAD] as const;

/** Of each unknown what it is expected to be, and how far from it. */
export interface Prior {
  layout: Layout;
  means: Float64Array;
  spreads: Float64Array;
}

/** Whether a photo is a level one, and the pitch with which the search begins. */
export interface PitchStart {
  isUpright: boolean;
  pitch: number;
}

/**
 * @param starts of each photo.
 * @param isPitchKnown whether level photos are expected to be about as pitched as they begin, in the mean; else not to be.
 * @param toldWidening how many times the tangent of the field of view is to become of that with which the search begins, if files tell it.
 */
export function priorOf(layout: Layout, starts: readonly PitchStart[], isPitchKnown: boolean, toldWidening?: number): Prior {
  const { unknowns, stride, common, isPitched, angle } = layout;
  const means = new Float64Array(unknowns);
  const spreads = Float64Array.from(means, (_, k) => SPREADS[k % stride]!);
  if (isPitched) {
    const level = starts.filter(({ isUpright }) => isUpright);
    const mean = level.reduce((sum, { pitch }) => sum + pitch, 0) / Math.max(1, level.length);
    starts.forEach(({ isUpright, pitch }, i) => (means[stride * i + LEAN] = (isUpright ? mean : 0) - pitch));
    means[common] = isPitchKnown ? 0 : -mean;
    spreads[common] = PITCH_SPREAD;
  }
  if (angle >= 0) {
    means[angle] = Math.log(toldWidening ?? 1);
    spreads[angle] = toldWidening === undefined ? ANGLE_SPREAD : TOLD_ANGLE_SPREAD;
  }
  return { layout, means, spreads };
}

/** How far the unknowns are from what is expected of them. */
export function distanceOf(p: Float64Array, { layout, means, spreads }: Prior): number {
  let distance = 0;
  for (let k = 0; k < p.length; k++) {
    const off = ((p[k]! - means[k]!) / spreads[k]!) ** 2;
    distance += isTurn(k, layout) ? Math.log(1 + off) : off;
  }
  return distance;
}

/** How firmly an unknown is held that is off by so much from what is expected of it. */
export function firmnessOf(k: number, off: number, { layout, spreads }: Prior): number {
  return (isTurn(k, layout) ? weightOf(off, spreads[k]!) : 1) / spreads[k]! ** 2;
}

function isTurn(k: number, { common, stride }: Layout): boolean {
  return k < common && k % stride === TURN;
}

/** How much a value that is off by so much still counts, where off by more than the outlier it counts ever less. */
export function weightOf(miss: number, outlier: number): number {
  return 1 / (1 + (miss / outlier) ** 2);
}
