import type { ExportAspect, ExportOptions, HonestyCard, LengthUnit } from "@model-3d/contract";

const PER_METRE: Readonly<Record<LengthUnit, number>> = { mm: 1000, cm: 100, m: 1, in: 1 / 0.0254 };
/** What is nothing but a picture. */
const PICTURES: ReadonlySet<ExportAspect> = new Set(["baseColorTexture", "normalTexture", "occlusion"]);

/** What is foreseen of a file that nobody chose anything for, with what was chosen since. */
export function adaptCard(card: HonestyCard, { unit, upAxis, textures, maxFaces, tessellated }: ExportOptions): HonestyCard {
  const factor = unit !== undefined && card.unit !== null ? PER_METRE[unit] / PER_METRE[card.unit] : 1;
  const { dimensions } = card;
  const isBare = textures === false;
  const stays = (aspect: ExportAspect): boolean => !isBare || !PICTURES.has(aspect);
  const areFacesOther = maxFaces !== undefined || tessellated === true;
  return {
    ...card,
    kept: card.kept.filter(stays),
    changed: card.changed.filter(stays),
    lost: [...card.lost, ...[...card.kept, ...card.changed].filter((aspect) => !stays(aspect))],
    unit: unit ?? card.unit,
    upAxis: upAxis ?? card.upAxis,
    dimensions: dimensions && { width: dimensions.width * factor, height: dimensions.height * factor, depth: dimensions.depth * factor },
    ...(areFacesOther && { faces: null, notes: card.notes.filter(({ code }) => code !== "may_be_simplified" && code !== "simplified") }),
    bytes: null,
  };
}
