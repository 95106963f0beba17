import type { Repair } from "../repair/repair-log.ts";
import type { HonestyCard } from "./honesty-card.ts";

const numbers = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const counts = new Intl.NumberFormat("en");

/** What was done, once and several times. */
const REPAIRED: Readonly<Record<Repair, readonly [one: string, many: string]>> = {
  welded: ["place at a seam joined", "places at seams joined"],
  degenerate: ["triangle without a surface left out", "triangles without a surface left out"],
  duplicate: ["triangle that was there twice left out", "triangles that were there twice left out"],
  turned: ["triangle turned over", "triangles turned over"],
  filled: ["hole closed", "holes closed"],
  separated: ["place moved apart where bodies only touch", "places moved apart where bodies only touch"],
};
const FAULTS = {
  openEdges: ["edge is open", "edges are open"],
  flippedEdges: ["edge has triangles that disagree which side is outside", "edges have triangles that disagree which side is outside"],
  crowdedEdges: ["edge has more than two triangles", "edges have more than two triangles"],
} as const;

const counted = (count: number, [one, many]: readonly [string, string]) => `${counts.format(count)} ${count === 1 ? one : many}`;

/** The card's figures that need a sentence, each in one, for people who read English. */
export function describeCard({ isRealSize, unit, faces, flatTriangles, simplified, repairs, closed, dropped }: Omit<HonestyCard, "notes">, isForSolids: boolean): string[] {
  const notes: string[] = [];
  if (!isRealSize) notes.push("No real size is known: the model's own numbers are taken as metres.");
  if (simplified) notes.push(`Simplified from ${counts.format(simplified.from)} to ${counts.format(simplified.to)} ${faces === null ? "triangles" : "faces"}; the surface is off by about ${numbers.format(simplified.error)} ${unit}.`);
  if (simplified?.isOpened) notes.push("It was closed before it was simplified, and is not any more: allow more faces to have it as a body.");
  if (repairs) {
    const done = (Object.keys(REPAIRED) as Repair[]).filter((repair) => repairs[repair] > 0).map((repair) => counted(repairs[repair], REPAIRED[repair]));
    notes.push(`Mended: ${done.join(", ")}.`);
  }
  if (isForSolids && flatTriangles > 0) notes.push(`${counted(flatTriangles, ["triangle has no area and no normal; it stays", "triangles have no area and no normal; they stay"])}, since the surface would be open there without.`);
  if (isForSolids && closed && !closed.isClosed) {
    const faults = (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).filter((fault) => closed[fault] > 0).map((fault) => counted(closed[fault], FAULTS[fault]));
    notes.push(`The surface is not closed: ${faults.join(", ") || "it has no triangles"}. The file has it as it is, and not as a body.`);
  }
  if (dropped.length > 0) notes.push(`Left out: ${dropped.map((what) => what.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(", ")}.`);
  return notes;
}
