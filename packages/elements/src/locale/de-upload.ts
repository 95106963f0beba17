import type { View } from "@model-3d/contract";
import type { UploadTexts } from "./en-upload.ts";

const FROM: Readonly<Record<View, string>> = { front: "von vorne", back: "von hinten", side: "von der Seite", top: "von oben" };

/** German texts of the upload; loaded with it. */
export const deUpload: UploadTexts = {
  title: "Fotos hinzufügen",
  hint: "2 bis 4 Fotos eines Gegenstands: von vorne und hinten, wenn möglich auch von der Seite und von oben. JPG, PNG oder WebP.",
  drop: "Fotos hier ablegen oder einfügen",
  pick: "Fotos auswählen",
  take: "Fotos aufnehmen",
  send: "Diese Fotos verwenden",
  sending: "Wird hochgeladen …",
  addView: (view) => `Foto ${FROM[view]} hinzufügen`,
  takeView: (view) => `Foto ${FROM[view]} aufnehmen`,
  needed: "Nötig",
  recommended: "Empfohlen",
  viewOf: (name) => `Ansicht auf ${name}`,
  remove: (name) => `${name} entfernen`,
  replace: (name) => `${name} ersetzen`,
  retry: (name) => `${name} noch einmal senden`,
  move: (name) => `${name} zu einer anderen Ansicht verschieben`,
  moveHow: "Leertaste zum Greifen, Pfeiltasten zum Verschieben, Leertaste zum Ablegen, Escape zum Zurücknehmen. Oder mit der Maus ziehen.",
  grabbed: (name, view) => `${name} ist gegriffen. Es ist das Foto ${FROM[view]}.`,
  moved: (name, view, other) => `${name} ist jetzt das Foto ${FROM[view]}.${other === null ? "" : ` ${other} hat den Platz getauscht.`}`,
  dropped: (name, view) => `${name} ist als Foto ${FROM[view]} abgelegt.`,
  moveCancelled: (name, view) => `${name} ist wieder das Foto ${FROM[view]}.`,
  missing: (views) => `Es fehlt noch: ${views}.`,
  complete: "Vorne und hinten sind da. Es kann weitergehen.",
  refused: "Ersetzen oder entfernen Sie das rot markierte Foto.",
  unsent: "Ein Foto konnte nicht gesendet werden. Versuchen Sie es noch einmal.",
  tooMany: "Es passen nur vier Fotos: vorne, hinten, Seite und oben.",
  wrongType: (name) => `${name} ist kein Foto in JPG, PNG oder WebP.`,
  heic: (name) => `${name} ist ein HEIC-Foto, das die meisten Browser nicht öffnen. Speichern Sie es als JPG; am iPhone sorgt Einstellungen › Kamera › Formate › Maximale Kompatibilität künftig für JPGs.`,
  tooLarge: (name, megabytes) => `${name} ist größer als ${megabytes} MB.`,
  tooManyPixels: (name, megapixels) => `${name} hat mehr als ${megapixels} Millionen Pixel. Verkleinern Sie es; 2000 × 2000 reichen gut.`,
  unreadable: (name) => `${name} lässt sich nicht als Foto öffnen.`,
  tooSmall: (name, minimum) => `${name} ist zu klein: Die kürzere Seite braucht mindestens ${minimum} Pixel.`,
  small: (recommended) => `Recht klein; ab ${recommended} Pixeln wird das Modell schärfer.`,
  progressOf: (name) => `Upload von ${name}`,
};
