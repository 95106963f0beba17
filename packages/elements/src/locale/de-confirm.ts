import type { ConfirmTexts } from "./en-confirm.ts";

/** German: what the confirmation says. */
export const deConfirm: ConfirmTexts = {
  confirmSubject: (title) => `Aus diesen Fotos von ${title}`,
  confirmPhotos: "Aus diesen Fotos",
  confirmKeepsActive: "Die jetzige Version bleibt zu sehen, bis die neue fertig ist.",
  balanceAfter: "Nach Erfolg",
  chargedOnSuccess: "Berechnet wird nur bei Erfolg. Schlägt es fehl, zahlen Sie nichts.",
  recommendViews: (views) => `Freiwillig: Fotos ${views} machen die Form genauer.`,
  side: "von der Seite",
  top: "von oben",
};
