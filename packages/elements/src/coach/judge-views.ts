import { VIEWS, type View } from "@model-3d/contract";
import { COACH_LIMITS as LIMITS } from "./coach-limits.ts";
import { findContradiction, findOtherLabels, measureFit, nameOutline, type ViewOutlines } from "./compare-outlines.ts";
import { foreignShare, photoDistance } from "./measure-likeness.ts";
import type { PhotoMeasures } from "./measure-photo.ts";
import { judgePhoto } from "./judge-photo.ts";
import { sortFindings, type FindingCode, type PhotoFinding } from "./photo-finding.ts";

/** One photo that has been measured, and a hash of its file where there is one. */
export interface ExaminedPhoto {
  measures: PhotoMeasures;
  fileHash: string | null;
}

type Examined = Partial<Record<View, ExaminedPhoto>>;

/** Findings after which an outline or a colour of the photo proves nothing about the others. */
const UNRELIABLE: ReadonlySet<FindingCode> = new Set(["cut", "noObject", "busyBackground", "lowContrast", "tooDark", "tooBright"]);

/** What is wrong with the photos, each by itself and all together; the gravest first. */
export function judgeViews(photos: Examined): PhotoFinding[] {
  const given = VIEWS.flatMap((view) => (photos[view] ? [{ view, ...photos[view] }] : []));
  const alone = given.flatMap(({ view, measures }) => judgePhoto(view, measures));
  const repeats = findRepeats(given);
  const repeated = new Set(repeats.map(({ view }) => view));
  const doubtful = new Set(alone.filter(({ code }) => UNRELIABLE.has(code)).map(({ view }) => view));
  const sound = given.filter(({ view }) => !doubtful.has(view) && !repeated.has(view));
  return sortFindings([...alone, ...repeats, ...judgeTogether(sound)], VIEWS);
}

/** Places that changed come first: they explain everything else. A photo of something else is left out before the outlines are compared. */
function judgeTogether(sound: readonly GivenPhoto[]): PhotoFinding[] {
  const swapped = findSwapped(outlinesOf(sound));
  if (swapped.length > 0) return swapped;
  const foreign = measureForeign(sound);
  const [alien] = findAlien(sound, foreign);
  if (alien?.severity === "warning") return [alien, ...judgeOutlines(outlinesOf(sound.filter(({ view }) => view !== alien.view)), foreign)];
  const misfits = judgeOutlines(outlinesOf(sound), foreign);
  return [...misfits, ...(alien === undefined || misfits.some(({ view }) => view === alien.view) ? [] : [alien])];
}

type GivenPhoto = ExaminedPhoto & { view: View };

function findRepeats(given: readonly GivenPhoto[]): PhotoFinding[] {
  return given.flatMap((photo, index): PhotoFinding[] => {
    for (const earlier of given.slice(0, index)) {
      const found = { view: photo.view, other: earlier.view, severity: "warning" as const, limit: LIMITS.sameDistance };
      if (photo.fileHash !== null && photo.fileHash === earlier.fileHash) return [{ ...found, code: "sameFile" as const, value: 0 }];
      const straight = photoDistance(photo.measures.likeness, earlier.measures.likeness);
      if (straight < LIMITS.sameDistance) return [{ ...found, code: "samePhoto" as const, value: straight }];
      const turned = photoDistance(photo.measures.likeness, earlier.measures.likeness, true);
      if (turned < LIMITS.sameDistance) return [{ ...found, code: "mirrored" as const, value: turned }];
    }
    return [];
  });
}

function outlinesOf(photos: readonly GivenPhoto[]): ViewOutlines {
  const outlines: ViewOutlines = {};
  for (const { view, measures } of photos) if (measures.outline !== null) outlines[view] = nameOutline(measures.outline, view);
  return outlines;
}

function findSwapped(outlines: ViewOutlines): PhotoFinding[] {
  const other = findOtherLabels(outlines);
  return VIEWS.flatMap((view) => {
    const suggestion = other?.views[view];
    return other === null || suggestion === undefined ? [] : [{ view, code: "swapped" as const, severity: "warning" as const, value: other.now, limit: other.then, suggestion }];
  });
}

/** Which of two photos is the odd one, outlines alone cannot say: it is the one whose colours are rarer. */
function judgeOutlines(outlines: ViewOutlines, foreign: ForeignShares): PhotoFinding[] {
  const { front, back, side, top } = outlines;
  const fit = measureFit(outlines);
  if (fit === null || (findContradiction(outlines) === null && fit >= LIMITS.fit)) return [];
  const isPair = (measureFit({ front, back }) ?? 1) < LIMITS.fit || findContradiction({ front, back }) !== null;
  const [view, other]: [View, View] = isPair || !side || !top ? ["back", "front"] : (foreign.side ?? 0) > (foreign.top ?? 0) ? ["side", "top"] : ["top", "side"];
  return [{ view, code: "mismatch", severity: "warning", value: fit, limit: LIMITS.fit, other }];
}

type ForeignShares = Partial<Record<View, number>>;

/** For each photo the share of its colours that the others have not. */
function measureForeign(sound: readonly GivenPhoto[]): ForeignShares {
  return Object.fromEntries(
    sound.map(({ view, measures }) => {
      const others = sound.filter((other) => other.view !== view);
      const palette = others.flatMap((other) => other.measures.likeness.palette.map(({ color, share }) => ({ color, share: share / others.length })));
      return [view, foreignShare(measures.likeness.palette, palette)];
    }),
  );
}

/** The photo whose colours the others have least of, if they lack enough of them. Of two the front is what the user began with. */
function findAlien(sound: readonly GivenPhoto[], foreign: ForeignShares): PhotoFinding[] {
  if (sound.length < 2) return [];
  const [worst] = sound
    .filter(({ view }) => sound.length > 2 || view !== "front")
    .map(({ view }) => ({ view, value: foreign[view] ?? 0 }))
    .sort((one, other) => other.value - one.value);
  if (worst === undefined || worst.value <= LIMITS.foreignShare) return [];
  return [{ ...worst, code: "otherObject", severity: worst.value > LIMITS.mostlyForeign ? "warning" : "info", limit: LIMITS.foreignShare }];
}
