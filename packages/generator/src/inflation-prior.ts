import { findLineBodies } from "./blend-falloff.ts";
import { boxiness, type BoxyOutline } from "./boxiness.ts";
import { chooseExponent, type SectionFit } from "./choose-exponent.ts";
import { estimateDepth, type DepthEstimate } from "./estimate-depth.ts";
import type { Faces } from "./judge-faces.ts";
import { inflationProfile, type InflationProfile } from "./inflation-profile.ts";
import type { OutlineGrids, PlaneField } from "./outline-grids.ts";
import { evaluateSections, falloffPlane, sectionsBetween, sectionsFromDepth, type RoundedShape, type SectionSide } from "./rounded-sections.ts";
import { solvePoisson } from "./solve-poisson.ts";

export interface InflationPrior {
  /** `null` if sharp corners fit better. */
  rounded: RoundedShape | null;
  /** Exponent of the superellipse: 2 an ellipse, larger ones ever closer to a box. */
  exponent: number;
  axis: "x" | "y" | "z";
}

/** From here on a superellipse is as good as a box. */
export const SHARP_EXPONENT = 30;
const ELLIPSE = 2;
const ROUNDED_BOX = 4;
/** With front and back alone: nearly a box, its corners a little off, as nothing says how sharp they are. */
const GUESSED_BOX = 12;
const BOX = 40;
const BOXY_OUTLINE_SHARE = 0.8;
const HALF_BOXY_OUTLINE_SHARE = 0.36;
/** Where light says that its sides are flat. */
const FLAT_BOXY_OUTLINE_SHARE = 0.6;
const FLAT_HALF_BOXY_OUTLINE_SHARE = 0.25;
const MAX_BOXY_ROUNDNESS = 0.85;
/** Below it nothing is turned on a lathe, and what is flat or long is rather a box with round corners than an ellipse: shoes, tools, headphones. */
const MAX_ELONGATED_ROUNDNESS = 0.7;

/**
 * Depth of an object of which only front and back are known, from the front outline.
 *
 * @param outline the front photo's own, for the boxiness.
 * @param faces what the light on it says.
 */
export function inflateDepth(front: PlaneField, cellSize: number, outline: BoxyOutline, faces: Faces): DepthEstimate {
  return estimateDepth(front, inflationProfile(front, solvePoisson(front, cellSize), cellSize, "rows"), faces !== "curved" && boxiness(outline) > BOXY_OUTLINE_SHARE);
}

/** What a prior is for. */
export interface PriorOptions {
  /** With a top photo, the axis and exponent to take instead of choosing them. */
  like?: Pick<InflationPrior, "axis" | "exponent"> | undefined;
  /** Whether it is for a model: what cameras are weighed by was found with bodies that end where they widen. */
  isModel: boolean;
}

/**
 * What the outlines do not say: how round the object is between them. A visual hull from the front and the side has
 * square sections; most things do not. Each section becomes a superellipse between the two outlines' inflations. With
 * a top photo the exponent and the axis are those that predict the third outline best. Without one, where the light does not bend around it, a box is
 * assumed if both outlines are boxy, a rounded one if they are half so or much wider than deep, else an ellipse.
 *
 * @param depths the depth of each row, if there is neither side nor top.
 * @param outlines the photos' own of front and side, for the boxiness.
 * @param faces what the light on the object says.
 */
export function inflationPrior(grids: OutlineGrids, depths: DepthEstimate | null, outlines: readonly BoxyOutline[], faces: Faces, { like, isModel }: PriorOptions): InflationPrior {
  const none: InflationPrior = { rounded: null, exponent: BOX, axis: "y" };
  const { grid, front, side, top } = grids;
  const h = grid.cellSize;
  if (!side && !depths) return none;
  const straight = faces === "curved" ? 0 : Math.min(...outlines.map(boxiness));
  const lines = (of: SectionSide["of"], plane: PlaneField, solution: Float32Array, along: SectionSide["lines"]): SectionSide => {
    const profile = inflationProfile(plane, solution, h, along);
    return { of, plane, lines: along, profile, bodies: findLineBodies(profile, { isWidening: isModel }) };
  };
  const frontSolution = solvePoisson(front, h);
  const frontRows = lines("front", front, frontSolution, "rows");
  if (!side) {
    const likeness = boxLikeness(straight, faces);
    const exponent = likeness === "box" ? GUESSED_BOX : likeness === "rounded" && faces === "flat" ? ROUNDED_BOX : ELLIPSE;
    return { rounded: evaluateSections(grid, sectionsFromDepth(grid, frontRows, depths!), exponent), exponent, axis: "y" };
  }
  const sideSolution = solvePoisson(side, h);
  const sideRows = lines("side", side, sideSolution, "rows");
  const upright = sectionsBetween(grid, "y", frontRows, sideRows);
  if (!top) {
    const round = roundness(frontRows.profile, sideRows.profile);
    const mayBeBox = faces === "flat" || round < MAX_BOXY_ROUNDNESS;
    const likeness = boxLikeness(mayBeBox ? straight : 0, faces);
    if (likeness === "box") return none;
    const isElongated = faces !== "curved" && round < MAX_ELONGATED_ROUNDNESS;
    const exponent = likeness === "rounded" || isElongated ? ROUNDED_BOX : ELLIPSE;
    return { rounded: evaluateSections(grid, upright, exponent), exponent, axis: "y" };
  }
  const topSolution = solvePoisson(top, h);
  const across = sectionsBetween(grid, "x", lines("front", front, frontSolution, "columns"), lines("top", top, topSolution, "columns"));
  const along = sectionsBetween(grid, "z", lines("side", side, sideSolution, "columns"), lines("top", top, topSolution, "rows"));
  const candidates: SectionFit[] = [
    { sections: upright, third: falloffPlane(top.values, "top", grid) },
    { sections: across, third: falloffPlane(side.values, "side", grid) },
    { sections: along, third: falloffPlane(front.values, "front", grid) },
  ];
  const known = like && candidates.find((candidate) => candidate.sections.axis === like.axis);
  const { sections, exponent } = known ? { sections: known.sections, exponent: like.exponent } : chooseExponent(grid, candidates, boxLikeness(straight, faces) === "box");
  if (exponent >= SHARP_EXPONENT) return { ...none, axis: sections.axis };
  return { rounded: evaluateSections(grid, sections, exponent), exponent, axis: sections.axis };
}

/** @param straight the share of the outlines that is upright or level, of the one with the least of it. */
function boxLikeness(straight: number, faces: Faces): "box" | "rounded" | "none" {
  const [box, rounded] = faces === "flat" ? [FLAT_BOXY_OUTLINE_SHARE, FLAT_HALF_BOXY_OUTLINE_SHARE] : [BOXY_OUTLINE_SHARE, HALF_BOXY_OUTLINE_SHARE];
  return straight > box ? "box" : straight > rounded ? "rounded" : "none";
}

/** 1 if every row is as deep as it is wide, as things turned on a lathe are. */
function roundness(front: InflationProfile, side: InflationProfile): number {
  let smaller = 0;
  let larger = 0;
  for (let j = 0; j < front.halfWidth.length; j++) {
    smaller += Math.min(front.halfWidth[j]!, side.halfWidth[j]!);
    larger += Math.max(front.halfWidth[j]!, side.halfWidth[j]!);
  }
  return larger === 0 ? 1 : smaller / larger;
}
