import type { MatchTexts } from "./en-match.ts";

/** German texts of how a model matches its photos; loaded with the versions. */
export const deMatch: MatchTexts = {
  matches: (percent) => `Entspricht Ihren Fotos zu ${percent} %`,
  lowHint: "Es sieht Ihren Fotos wenig ähnlich. Sehen Sie nach, wo es abweicht, bevor Sie es verwenden.",
  view: (view, percent) => `${view}: ${percent} %`,
  picture: (view) => `Wo das Modell vom Foto abweicht: ${view}`,
  onlyPhoto: "Nur im Foto",
  onlyModel: "Nur im Modell",
  otherColor: "Andere Farbe",
};
