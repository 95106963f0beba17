import type { CompareTexts } from "./en-compare.ts";

/** German texts of the comparison; loaded with it. */
export const deCompare: CompareTexts = {
  comparison: (left, right) => `${left} neben ${right}`,
  left: "Linkes Modell",
  right: "Rechtes Modell",
  arrangement: "Anordnung",
  sideBySide: "Nebeneinander",
  slider: "Schieberegler",
  sameScale: "Gleicher Maßstab",
  sameScaleHint: "Zeigt beide im wahren Größenverhältnis. Aus: Jedes füllt seinen Rahmen.",
  scaleUnknown: "Die wirkliche Größe ist nicht von beiden bekannt: Wie groß sie nebeneinander sind, sagen nur ihre Dateien.",
  resetView: "Ansicht zurücksetzen",
  divider: (left, right) => `Trennlinie zwischen ${left} und ${right}`,
  dividerValue: (percent, left) => `${percent} % ${left}`,
  triangles: (count) => `${count} Dreiecke`,
  figuresUnknown: "Keine Angaben",
  missing: "Diese Version gibt es nicht mehr, oder sie gehört Ihnen nicht.",
  noFile: "Zu dieser Version gibt es kein 3D-Modell.",
  nothing: "Hier ist nichts zu vergleichen",
  nothingHint: "Setzen Sie `left` und `right` auf die Ids zweier Versionen oder `left-src` und `right-src` auf zwei Dateien.",
  error: "Diese Version konnte nicht abgerufen werden",
};
