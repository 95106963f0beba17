import type { Dropped } from "../model.ts";
import type { Repair } from "../repair/repair-log.ts";
import type { FormatName } from "../write/format.ts";
import { formatOf } from "../write/formats.ts";
import { noteFarOff } from "./far-off.ts";
import type { HonestyCard } from "./honesty-card.ts";

/** What of a card needs a sentence: what is said, its figures, and the sentence for people who read English. */
export interface CardNote {
  code: CardNoteCode;
  /** Counts, lengths and names, by the words of the code; what is 0 or was not is left out. */
  values: Record<string, number | string | string[]>;
  message: string;
}

/**
 * `no_real_size`. `far_off`: `distance` from the origin, `step` of the coordinates there, in `unit`. `simplified`: `from`, `to`, `of` (`faces` or `triangles`), `error` in `unit`. `opened`: was closed before that. `mended`: how often each
 * repair was made. `flat_triangles`: `count`. `not_closed`: how many edges are at fault, by their fault. `overlapping`:
 * how many bodies, `count`. `crossing`: how many triangles of the model, `count`. `unreadable_textures`: their `names`, a list. `other_scenes`: one of several is in
 * the file. `older_materials`: by specular colour and glossiness, which became metal and roughness. `left_out`: `what`, a list.
 * `to_be_mended`, `may_be_simplified` (to `maxFaces`): of a file that is not made yet.
 */
export type CardNoteCode = "no_real_size" | "far_off" | "simplified" | "opened" | "mended" | "flat_triangles" | "not_closed" | "overlapping" | "crossing" | "unreadable_textures" | "other_scenes" | "older_materials" | "left_out" | "to_be_mended" | "may_be_simplified";

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
const OVERLAPPING = ["body overlaps", "bodies overlap"] as const;
const CROSSING = ["triangle goes through another", "triangles go through others"] as const;
const FLAT = ["triangle has no area and no normal; it stays", "triangles have no area and no normal; they stay"] as const;

/** Where the name says too little by itself. */
const LEFT_OUT: Partial<Record<Dropped, string>> = {
  hidden: "hidden parts",
  textureTransforms: "pictures that are moved, turned or scaled in another way than the first of their material",
  uvSets: "pictures that lie by other texture coordinates than the first of their material",
};

const counted = (count: number, [one, many]: readonly [string, string]) => `${counts.format(count)} ${count === 1 ? one : many}`;

/** The figures of a table that are above 0, and their words. */
function tell<Key extends string>(table: Readonly<Record<Key, readonly [string, string]>>, figures: Readonly<Record<NoInfer<Key>, number>>) {
  const keys = (Object.keys(table) as Key[]).filter((key) => figures[key] > 0);
  return { values: Object.fromEntries(keys.map((key) => [key, figures[key]])), words: keys.map((key) => counted(figures[key], table[key])).join(", ") };
}

/** The card's figures that need a sentence, each in one. */
export function noteCard({ format, isRealSize, farOff, unit, faces, flatTriangles, simplified, repairs, closed, overlappingBodies, dropped, unreadableTextures }: Omit<HonestyCard, "notes">): CardNote[] {
  const { isForSolids } = formatOf(format);
  const notes: CardNote[] = [];
  const note = (code: CardNoteCode, values: CardNote["values"], message: string) => void notes.push({ code, values, message });
  if (!isRealSize) note("no_real_size", {}, "No real size is known: the model's own numbers are taken as metres.");
  if (farOff) notes.push(noteFarOff(farOff, unit));
  if (simplified) {
    const { from, to, error } = simplified;
    const of = faces === null ? "triangles" : "faces";
    note("simplified", { from, to, of, error, unit }, `Simplified from ${counts.format(from)} to ${counts.format(to)} ${of}; the surface is off by about ${numbers.format(error)} ${unit}.`);
  }
  if (simplified?.isOpened) note("opened", {}, "It was closed before it was simplified, and is not any more: allow more faces to have it as a body.");
  if (repairs) {
    const { values, words } = tell(REPAIRED, repairs);
    note("mended", values, `Mended: ${words}.`);
  }
  if (isForSolids && flatTriangles > 0) note("flat_triangles", { count: flatTriangles }, `${counted(flatTriangles, FLAT)}, since the surface would be open there without.`);
  if (isForSolids && !closed.isClosed) {
    const { values, words } = tell(FAULTS, closed);
    note("not_closed", values, `The surface is not closed: ${words || "it encloses nothing"}. The file has it as it is, and not as a body.`);
  }
  if (overlappingBodies > 0) note("overlapping", { count: overlappingBodies }, `${counted(overlappingBodies, OVERLAPPING)}: each is closed, and they go through or lie within one another. Programs for printing take them for one, those for CAD keep them apart, and what is in several of them counts as often.`);
  if (unreadableTextures.length > 0) note("unreadable_textures", { names: [...unreadableTextures] }, `Left out, since they cannot be read here: the textures ${unreadableTextures.map((name) => `"${name}"`).join(", ")}. Store them as PNG or JPEG to have them.`);
  if (dropped.includes("scenes")) note("other_scenes", {}, "The file has several scenes: the one that it shows first is in the export, the others are not.");
  if (dropped.includes("specularGlossiness")) note("older_materials", {}, "Materials by specular colour and glossiness, an older way, are told by metal and roughness: polished and coloured reflections may look a little different.");
  const others = dropped.filter((what) => what !== "scenes" && what !== "specularGlossiness");
  if (others.length > 0) note("left_out", { what: others }, `Left out: ${others.map((what) => LEFT_OUT[what] ?? what).join(", ")}.`);
  return notes;
}

/**
 * The notes of a card and, of a file to print or to cut, that the surface goes through itself, where that was found when the model was measured: a conversion does not look for it. Of bodies that overlap, which it does look
 * for, that says more.
 */
export function addCrossing<Note extends Pick<CardNote, "code">>(notes: readonly Note[], format: FormatName, found: { isClosed: boolean; crossingTriangles?: number | undefined } | null): (Note | CardNote)[] {
  const count = found?.isClosed ? (found.crossingTriangles ?? 0) : 0;
  if (count === 0 || !formatOf(format).isForSolids || notes.some(({ code }) => code === "overlapping")) return [...notes];
  return [...notes, { code: "crossing", values: { count }, message: `The surface goes through itself: ${counted(count, CROSSING)}. Most programs for printing take it for one body all the same, those for CAD may refuse it.` }];
}
