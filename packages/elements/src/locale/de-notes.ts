import type { CardNote, LengthUnit } from "@model-3d/contract";
import { formatNumber } from "./format-number.ts";
import { choosePlural, type PluralForms } from "./plural.ts";

const plural = choosePlural("de");
const UNITS: Readonly<Record<LengthUnit, string>> = { mm: "mm", cm: "cm", m: "m", in: "Zoll" };
const OF: Readonly<Record<string, string>> = { faces: "Flächen", triangles: "Dreiecke" };

const REPAIRED: Readonly<Record<string, PluralForms>> = {
  welded: { one: "Stelle an einer Naht verbunden", other: "Stellen an Nähten verbunden" },
  degenerate: { one: "Dreieck ohne Fläche weggelassen", other: "Dreiecke ohne Fläche weggelassen" },
  duplicate: { one: "doppeltes Dreieck weggelassen", other: "doppelte Dreiecke weggelassen" },
  turned: { one: "Dreieck umgedreht", other: "Dreiecke umgedreht" },
  filled: { one: "Loch geschlossen", other: "Löcher geschlossen" },
  separated: { one: "Stelle getrennt, an der sich Körper nur berühren", other: "Stellen getrennt, an denen sich Körper nur berühren" },
};
const FAULTS: Readonly<Record<string, PluralForms>> = {
  openEdges: { one: "Kante ist offen", other: "Kanten sind offen" },
  flippedEdges: { one: "Kante hat Dreiecke, die sich uneins sind, wo außen ist", other: "Kanten haben Dreiecke, die sich uneins sind, wo außen ist" },
  crowdedEdges: { one: "Kante hat mehr als zwei Dreiecke", other: "Kanten haben mehr als zwei Dreiecke" },
};
const LEFT_OUT: Readonly<Record<string, string>> = {
  animations: "Animationen",
  cameras: "Kameras",
  extensions: "Erweiterungen",
  hidden: "verborgene Teile",
  joints: "Gelenke",
  lights: "Lichter",
  lines: "Linien",
  morphs: "Verformungen",
  points: "Punkte",
  textureTransforms: "Verschiebungen von Texturen",
  uvSets: "weitere Texturkoordinaten",
  variants: "Varianten",
};

const number = (value: unknown): string => formatNumber(Number(value), "de", { maximumSignificantDigits: 3 });
const whole = (value: unknown): string => formatNumber(Number(value), "de");
const counted = (values: CardNote["values"], table: Readonly<Record<string, PluralForms>>): string =>
  Object.entries(table).flatMap(([key, forms]) => (Number(values[key] ?? 0) > 0 ? [`${whole(values[key])} ${plural(Number(values[key]), forms)}`] : [])).join(", ");
const listed = (what: unknown): string => (Array.isArray(what) ? what : []).map((word) => LEFT_OUT[String(word)] ?? String(word)).join(", ");

/** A note of an honesty card in German. */
export function deNote({ code, values, message }: CardNote): string {
  switch (code) {
    case "no_real_size":
      return "Es ist keine wirkliche Größe bekannt: die Zahlen des Modells gelten als Meter.";
    case "far_off":
      return `Es liegt ${number(values["distance"])} ${UNITS[values["unit"] as LengthUnit]} vom Ursprung entfernt. Dort haben Koordinaten Schritte von ${number(values["step"])} ${UNITS[values["unit"] as LengthUnit]}: feinere Einzelheiten gehen verloren. Rücken Sie es an den Ursprung, um sie zu behalten.`;
    case "simplified":
      return `Von ${whole(values["from"])} auf ${whole(values["to"])} ${OF[String(values["of"])] ?? ""} vereinfacht; die Oberfläche weicht um etwa ${number(values["error"])} ${UNITS[values["unit"] as LengthUnit]} ab.`;
    case "opened":
      return "Vor dem Vereinfachen war es geschlossen, jetzt nicht mehr: erlauben Sie mehr Flächen, um einen Körper zu bekommen.";
    case "mended":
      return `Repariert: ${counted(values, REPAIRED)}.`;
    case "flat_triangles":
      return `${whole(values["count"])} ${plural(Number(values["count"]), { one: "Dreieck ohne Fläche bleibt", other: "Dreiecke ohne Fläche bleiben" })}, weil die Oberfläche dort sonst offen wäre.`;
    case "not_closed":
      return `Die Oberfläche ist nicht geschlossen: ${counted(values, FAULTS) || "sie umschließt nichts"}. Die Datei enthält sie, wie sie ist, und nicht als Körper.`;
    case "overlapping":
      return `${whole(values["count"])} ${plural(Number(values["count"]), { one: "Körper überschneidet sich mit anderen", other: "Körper überschneiden sich" })}: jeder ist geschlossen. Druckprogramme nehmen sie als einen, CAD-Programme halten sie auseinander, und was in mehreren liegt, zählt mehrfach.`;
    case "crossing":
      return `Die Oberfläche geht durch sich selbst: ${whole(values["count"])} ${plural(Number(values["count"]), { one: "Dreieck schneidet ein anderes", other: "Dreiecke schneiden andere" })}. Die meisten Druckprogramme nehmen sie trotzdem als einen Körper, CAD-Programme lehnen sie vielleicht ab.`;
    case "unreadable_textures":
      return `Weggelassen, weil sie hier nicht gelesen werden können: die Texturen ${listed(values["names"])}. Speichern Sie sie als PNG oder JPEG, um sie zu behalten.`;
    case "other_scenes":
      return "Die Datei hat mehrere Szenen: exportiert ist die, die sie zuerst zeigt, die anderen nicht.";
    case "older_materials":
      return "Materialien nach älterer Art (Glanzfarbe und Glanz) sind durch Metall und Rauheit ersetzt: Spiegelungen können etwas anders aussehen.";
    case "left_out":
      return `Weggelassen: ${listed(values["what"])}.`;
    case "to_be_mended":
      return "Die Oberfläche ist nicht geschlossen: sie wird zuerst repariert, so weit das geht.";
    case "may_be_simplified":
      return `Bleiben mehr als ${whole(values["maxFaces"])} Flächen, wenn die in einer Ebene vereint sind, wird die Oberfläche vereinfacht.`;
    default:
      return message;
  }
}
