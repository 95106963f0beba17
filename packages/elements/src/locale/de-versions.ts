import type { VersionsTexts } from "./en-versions.ts";

/** German: what the versions say, and how each matches its photos. */
export const deVersions: VersionsTexts = {
  toastActivated: (version) => `Version ${version} ist jetzt aktiv`,
  toastDeleted: (version) => `Version ${version} wurde gelöscht`,
  versionsEmpty: "Noch keine Versionen",
  versionsEmptyHint: "Mit dem ersten Erstellen entsteht Version 1.",
  versionsError: "Die Versionen konnten nicht geladen werden",
  deleteTitle: (version) => `Version ${version} löschen?`,
  deleteText: "Ihre Dateien werden endgültig entfernt. Das lässt sich nicht rückgängig machen.",
  deleteActiveText: "Sie ist die aktive: Die neueste andere Version tritt an ihre Stelle.",
  deleteOnly: "Die aktive Version bleibt, solange sie die einzige ist. Erstellen Sie zuerst eine weitere.",
  actionsForVersion: (version) => `Aktionen für Version ${version}`,
  compareReady: (left, right) => `Version ${left} und Version ${right}`,
  compareVersion: (version) => `Version ${version} vergleichen`,
  matches: (percent) => `Entspricht Ihren Fotos zu ${percent} %`,
  lowHint: "Es sieht Ihren Fotos wenig ähnlich. Sehen Sie nach, wo es abweicht, bevor Sie es verwenden.",
  view: (view, percent) => `${view}: ${percent} %`,
  picture: (view) => `Wo das Modell vom Foto abweicht: ${view}`,
  onlyPhoto: "Nur im Foto",
  onlyModel: "Nur im Modell",
  otherColor: "Andere Farbe",
};
