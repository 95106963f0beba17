import { fitBoxes, type Outlines } from "./align-views.ts";
import { centered } from "./centered-cameras.ts";
import type { FocalShares } from "./focal-shares.ts";
import { topsOf } from "./outlines.ts";
import { LEAST_TANGENT } from "./photo-lens.ts";
import { refineCameras, type RefinedCameras } from "./refine-cameras.ts";
import { pitchOf, settleCameras, type CameraCandidate } from "./settle-cameras.ts";
import { straightenOutline } from "./straighten-outline.ts";
import type { ViewShot } from "./straighten-views.ts";
import { isFlank, isUpright, sizeIn, type CameraName, type View, VIEWS } from "./view-cameras.ts";
import { withoutLids } from "./without-lids.ts";

/** What is nearly as well explained by cameras far away has to look more like it, and rays from nearby have to miss nothing. */
const WEAK_COST = 3;
/** Where rays from nearby miss something too, they have to miss so many times as much from far away. */
const CLEAR_FACTOR = 2;
/** The tangent of half the field of view with which the search begins, if files tell none. */
const FIRST_TANGENT = 0.35;
/**
 * Where the search begins, and begins again where it ends badly. What has corners shows its nearest face the largest, what is round its middle:
 * begun with the box of an outline as if it were at the centre, the photos' scales are off by a tenth and are held fast there.
 */
const STARTS: readonly { nearness: number; tangent?: number; isTurned?: boolean; isLevel?: boolean }[] = [
  { nearness: 0.5 },
  { nearness: 1 },
  { nearness: 0.5, isTurned: true },
  { nearness: 0.5, tangent: 0.5 },
  { nearness: 0.5, isLevel: true },
  { nearness: 0.5, tangent: 0.2 },
];
/** The same for photos taken from above: how far, in radians, and with what field of view. */
const PITCHED_STARTS: readonly Required<Pick<Start, "pitch" | "tangent" | "nearness">>[] = [
  { pitch: 0.2, tangent: 0.35, nearness: 0.5 },
  { pitch: 0.2, tangent: 0, nearness: 0 },
  { pitch: 0.2, tangent: 0.35, nearness: 1 },
  { pitch: 0.07, tangent: 0.35, nearness: 0.5 },
  { pitch: 0.07, tangent: 0, nearness: 0 },
  { pitch: 0.2, tangent: 0.2, nearness: 0.5 },
  { pitch: 0.35, tangent: 0.35, nearness: 0.5 },
];
/** The same for photos that are known to be from above, whose boxes are told without their lids. */
const LIDLESS_STARTS: typeof PITCHED_STARTS = [
  { pitch: 0.2, tangent: 0.2, nearness: 0.5 },
  { pitch: 0.2, tangent: 0, nearness: 0 },
  { pitch: 0.35, tangent: 0.35, nearness: 0.5 },
];
/** Outlines so many pixels high, or in the mean of both ways if they are wider, show what is told here about costs; less fine ones miss more. */
const FINE_PIXELS = 450;
/** Level cameras that cost no more than this are right, or nothing tells them from right ones. */
const LEVEL_COST = 4;
/** Those that cost more than this are wrong, if others are right. */
const POOR_LEVEL_COST = 20;
/** Photos that are pitched by less in the mean, in radians, are level: so much explains what outlines are off by. */
const LEAST_PITCH = 0.06;
/** Rays that miss more than this are not worth being followed more closely; many rays that miss no more than that are those of the right cameras, or of such as nothing tells from them. */
const POOR_MISSES = 3;
const GOOD_MISSES = 2;
/** The same of many rays for cameras that look down. */
const GOOD_PITCHED_MISSES = 4;
/** What level cameras have to cost more, beside the factor, as pitches are so many more unknowns; less than slight ones, which also explain what outlines are off by, pitches that are clear in all level photos (in radians). */
const SLIGHT_LEAD = 7;
const CLEAR_LEAD = 3;
const CLEAR_PITCH = 0.09;
/**
 * By so many pixels rays may pass outlines while pitches are looked for: the right cameras miss by a tenth of a pixel here and there, and others, that are
 * far off, can be moved until they miss by less. Where no photo is from above or below, too much can.
 */
const LOOSE_EDGE_PIXELS = 0.3;
/** What costs more than the best by this is worse. */
const CLEAR_COST = 1;
/** Perspective must explain the rays better than none by this, and an unusual lens better than a usual one. */
const NEAR_COST = 0.3;
const USUAL_TANGENT = 0.35;
const TANGENT_SPREAD = 0.2;

/** Where a search for cameras begins. */
interface Start {
  /** Of half the field of view; 0 far away. */
  tangent: number;
  /** Where between the thing's centre and its nearest face the rim of each outline is: 0 to 1. */
  nearness: number;
  side: CameraName | undefined;
  /** Whether photos are taken for upright, whatever their edges and feet say. */
  isLevel?: boolean;
  /** From how far above level photos were taken, in radians, if that is looked for, too. */
  pitch?: number;
  /** Whether the boxes are told without what photos show of the thing's lid from there. */
  isLidless?: boolean;
}

/** Looks for the cameras under which rays miss the least. A focal length that files tell is taken. Each search is made once. */
export class CameraSearch {
  readonly #found: Outlines;
  readonly #known: Outlines;
  readonly #names: readonly View[];
  readonly #told: FocalShares;
  /** The mean of what files tell; 0 if they tell nothing. */
  readonly #usual: number;
  readonly #ends = new Map<string, CameraCandidate>();

  /**
   * @param found the outlines as they are in the photos.
   * @param known the same turned upright, with the side's camera decided.
   */
  constructor(found: Outlines, known: Outlines, told: FocalShares) {
    const shares = Object.values(told);
    [this.#found, this.#known, this.#told] = [found, known, told];
    this.#names = VIEWS.filter((name) => found[name]);
    this.#usual = shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }

  /**
   * The best level cameras; `null` if those are far away. Where they miss much, the search begins again: with other fields of view and distances,
   * and with the side's photo taken for the left one.
   */
  near(): { outlines: Outlines; isWeak: boolean } | null {
    const isTold = this.#usual > 0;
    if (isTold && 0.5 / this.#usual < LEAST_TANGENT) return null;
    const far = isTold ? null : this.#fromAfar();
    const isWeak = far !== null && far.cost < WEAK_COST;
    if (far && (far.cost <= NEAR_COST || (isWeak && far.closer().misses <= GOOD_MISSES))) return null;
    const near = this.#nearest(isWeak);
    if (near.tangent < LEAST_TANGENT || (isWeak && near.misses > GOOD_MISSES)) return null;
    // Many rays tell cameras that are near from such as are far away where a few do not.
    const most = near.cost * (near.misses > GOOD_MISSES ? CLEAR_FACTOR : 1);
    if (far && far.cost <= most && far.closer().cost <= most) return null;
    return { outlines: near.outlines, isWeak };
  }

  /** The best level cameras far away; `null` if files tell a focal length. */
  afar(): Outlines | null {
    return this.#usual > 0 ? null : this.#fromAfar().outlines;
  }

  /** Whether level cameras far away leave something to explain. */
  isOpen(): boolean {
    return this.#fromAfar().cost > LEVEL_COST * this.#coarseness();
  }

  /** The best cameras that look down at the thing; `null` if level ones explain the rays nearly as well. */
  pitched(): CameraCandidate | null {
    const far = this.#fromAfar();
    const coarseness = this.#coarseness();
    if (!this.isOpen()) return null;
    const level = this.#under({ ...STARTS[0]!, tangent: this.#firstTangent(), side: this.#known.side?.camera });
    if (level.cost <= LEVEL_COST * coarseness) return null;
    const best = this.#bestPitched();
    if (Math.abs(pitchOf(best.outlines)) < LEAST_PITCH) return null;
    const isClear = this.#names.every((view) => !isUpright(view) || Math.abs(best.outlines[view]!.lens!.pitch) >= CLEAR_PITCH);
    const most = best.cost * CLEAR_FACTOR + (isClear ? CLEAR_LEAD : SLIGHT_LEAD) * coarseness;
    if (best.misses <= GOOD_PITCHED_MISSES * coarseness && most < Math.min(far.cost, level.cost, POOR_LEVEL_COST * coarseness)) return this.#settled(best);
    return most < this.#nearest(false).cost && most < far.closer().cost ? this.#settled(best) : null;
  }

  /** The best cameras of photos that something else tells to be from above: level ones, if those explain the rays nearly as well. */
  fromAbove(): { outlines: Outlines; isWeak: boolean } | null {
    const best = this.#bestPitched();
    if (best.cost * CLEAR_FACTOR >= this.#nearest(false).cost) return this.near();
    return best.misses <= GOOD_PITCHED_MISSES * this.#coarseness() ? { outlines: this.#settled(best).outlines, isWeak: false } : null;
  }

  /** How many times as much rays cost, as they miss by shares of a pixel anyway. */
  #coarseness(): number {
    const sizes = this.#names.filter(isUpright).map((view) => {
      const { left, right, top, bottom } = this.#found[view]!.box;
      return Math.sqrt((bottom - top) * Math.max(bottom - top, right - left));
    });
    return Math.max(1, (FINE_PIXELS / Math.min(...sizes)) ** 2);
  }

  #bestPitched(): CameraCandidate {
    const { side, left } = this.#known;
    const coarseness = this.#coarseness();
    const isSideOpen = side && !left && this.#hasTop();
    let best: CameraCandidate | null = null;
    let closest: CameraCandidate | null = null;
    for (const from of isSideOpen ? [side.camera, side.camera === "left" ? ("right" as const) : ("left" as const)] : [side?.camera]) {
      for (const start of this.#toldOf(PITCHED_STARTS.map((start) => ({ ...start, side: from })))) {
        const next = this.#under(start);
        if (!best || next.cost < best.cost) best = next;
        if (next.misses > POOR_MISSES * coarseness) continue;
        const closer = next.closer();
        if (!closest || closer.cost < closest.cost) closest = closer;
        if (closest.misses <= GOOD_MISSES) return closest;
      }
      if (best!.misses <= POOR_MISSES * coarseness) break;
    }
    return closest ?? best!.closer();
  }

  #hasTop(): boolean {
    return topsOf(this.#known).length > 0;
  }

  /** The same, once it is known that photos are from above, looked for from more places and without what single photos make expect. */
  #settled(best: CameraCandidate): CameraCandidate {
    if (!this.#hasTop()) return best;
    const side = best.outlines.side?.camera;
    const own = { pitch: pitchOf(best.outlines), tangent: best.tangent, nearness: best.tangent > 0 ? PITCHED_STARTS[0]!.nearness : 0 };
    const starts: Start[] = [...PITCHED_STARTS.map((start) => ({ ...start, side })), ...[own, ...LIDLESS_STARTS].map((start) => ({ ...start, side, isLidless: true }))];
    const most = Math.max(POOR_MISSES * this.#coarseness(), best.misses);
    const ends = this.#toldOf(starts).map((start) => this.#under(start)).filter(({ misses }) => misses <= most);
    return settleCameras([best, ...ends.map((end) => end.closer())], (from) => this.#again(from));
  }

  /** Cameras looked for from where others are, about as pitched as they are, and as far away as what the cones have in common says. */
  #again({ outlines, tangent }: CameraCandidate): CameraCandidate {
    const from = centered(outlines);
    const shots = this.#names.map((view): ViewShot => {
      const { sine, cosine, pitch, distance } = from[view]!.lens!;
      return { view, roll: Math.atan2(sine, cosine), pitch, distance };
    });
    const isTold = this.#usual > 0;
    return weighed(refineCameras(from, shots, { toldWidening: isTold ? 1 : undefined, isPitched: true, isPitchKnown: true, edgePixels: LOOSE_EDGE_PIXELS }), tangent, isTold).closer();
  }

  /** Starts with the field of view that files tell, if they do. */
  #toldOf(starts: readonly Start[]): Start[] {
    const tangent = 0.5 / this.#usual;
    return this.#usual === 0 ? [...starts] : starts.filter((start) => start.tangent > 0).map((start) => ({ ...start, tangent }));
  }

  #firstTangent(): number {
    return this.#usual > 0 ? 0.5 / this.#usual : FIRST_TANGENT;
  }

  #fromAfar(): CameraCandidate {
    return this.#under({ tangent: 0, nearness: 0, side: this.#known.side?.camera });
  }

  #under(start: Start): CameraCandidate {
    const key = JSON.stringify([start.tangent, start.nearness, start.side, start.isLevel ?? false, start.pitch, start.isLidless]);
    const known = this.#ends.get(key) ?? this.#search(start);
    this.#ends.set(key, known);
    return known;
  }

  #search({ tangent, nearness, side, isLevel = false, pitch, isLidless = false }: Start): CameraCandidate {
    const isTold = this.#usual > 0;
    const shots = this.#names.map((view): ViewShot => {
      const { photo, photoScale } = this.#found[view]!;
      const lens = isLevel ? undefined : this.#known[view]!.lens;
      const share = isTold && tangent > 0 ? ((this.#told[view] ?? this.#usual) * 0.5) / (this.#usual * tangent) : 0.5 / tangent;
      return { view, roll: lens ? Math.atan2(lens.sine, lens.cosine) : 0, pitch: isUpright(view) ? (pitch ?? 0) : 0, distance: (share * photo.pictureSide) / photoScale };
    });
    const upright: Outlines = { ...this.#found };
    for (const { view, roll } of shots) {
      upright[view] = { ...straightenOutline(this.#found[view]!, { roll, pitch: 0, distance: Infinity }, null), camera: (view === "side" && side) || this.#known[view]!.camera };
    }
    const boxes = isLidless && pitch !== undefined ? withoutLids(upright, pitch) : upright;
    const toldWidening = isTold && tangent > 0 ? 0.5 / (this.#usual * tangent) : undefined;
    return weighed(refineCameras(behindFaces(boxes, shots, nearness), shots, { toldWidening, ...(pitch !== undefined && { isPitched: true, edgePixels: this.#hasTop() ? LOOSE_EDGE_PIXELS : undefined }) }), tangent, isTold);
  }

  /** The best of where searches from several starts end; if cameras far away explain nearly as much, less is tried. */
  #nearest(isWeak: boolean): CameraCandidate {
    const firstTangent = this.#firstTangent();
    let side = this.#known.side?.camera;
    let best: CameraCandidate | null = null;
    let closest: CameraCandidate | null = null;
    for (const { nearness, tangent, isTurned, isLevel = false } of STARTS) {
      if (closest && (closest.misses <= GOOD_MISSES || closest.tangent < LEAST_TANGENT)) break;
      if (isTurned && (!side || this.#known.left || !this.#hasTop() || best!.misses <= POOR_MISSES)) continue;
      if ((isLevel && !VIEWS.some((view) => this.#known[view]?.lens)) || (isWeak && (isLevel || isTurned))) continue;
      const from = isTurned ? (side === "left" ? "right" : "left") : side;
      const next = this.#under({ tangent: tangent ?? firstTangent, nearness, side: from, isLevel });
      if (!best || next.cost < best.cost) [best, side] = [next, from];
      // What cameras far away explain is looked for no longer where those from nearby move off to there.
      if (isWeak && next.tangent < LEAST_TANGENT) break;
      if (next.misses > POOR_MISSES || next.cost > best.cost + CLEAR_COST) continue;
      const closer = next.closer();
      if (!closest || closer.cost < closest.cost) closest = closer;
    }
    return closest ?? (isWeak ? best! : best!.closer());
  }
}

function weighed({ closer, ...refined }: RefinedCameras, tangent: number, isTold: boolean): CameraCandidate {
  const reached = tangent * refined.widening;
  const unusual = isTold || tangent === 0 ? 0 : NEAR_COST + ((reached - USUAL_TANGENT) / TANGENT_SPREAD) ** 2;
  let known: CameraCandidate | null = null;
  return { ...refined, tangent: reached, cost: refined.cost + unusual, closer: () => (known ??= weighed(closer(), tangent, isTold)) };
}

/** The boxes as large as they are at the thing's centre, if their rims are nearer. */
function behindFaces(outlines: Outlines, shots: readonly ViewShot[], nearness: number): Outlines {
  const { width, depth } = fitBoxes(outlines);
  const result: Outlines = { ...outlines };
  for (const { view, distance } of shots) {
    const outline = outlines[view]!;
    const { left, right, top, bottom } = outline.box;
    const [across, high] = sizeIn({ views: { width }, depth: depth! }, view);
    const scale = Math.sqrt(((right - left) / across) * ((bottom - top) / high));
    const near = (nearness * scale * (isFlank(view) ? width : isUpright(view) ? depth! : 1)) / 2;
    const shrink = distance === Infinity ? 1 : distance / (distance + near);
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    result[view] = { ...outline, box: { left: x + (left - x) * shrink, right: x + (right - x) * shrink, top: y + (top - y) * shrink, bottom: y + (bottom - y) * shrink } };
  }
  return result;
}
