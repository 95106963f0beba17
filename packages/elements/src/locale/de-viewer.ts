import type { viewerTexts as en } from "./en-viewer.ts";
import type { ViewerToolTexts } from "./en-viewer-tools.ts";

/** German: what a viewer says. */
export const viewerTexts: typeof en = {
  viewerAlt: "Ein 3D-Modell",
  viewerLoading: (percent) => `Modell wird geladen, ${percent} %`,
  viewerStart: "In 3D zeigen",
  viewerEmpty: "Noch gibt es kein 3D-Modell",
  viewerNoWebGl: "Dieser Browser kann gerade kein 3D zeigen. Schalten Sie die Hardwarebeschleunigung ein oder nehmen Sie einen anderen Browser.",
  viewerMissing: "Die Modelldatei ist nicht mehr da. Laden Sie die Seite neu.",
  viewerUnreachable: "Das Modell konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
  viewerUnreadable: "Diese Datei ist kein 3D-Modell, das sich zeigen lässt.",
  viewerContextLost: "Dieser Seite wurde die Grafikkarte entzogen.",
  fullScreen: "Vollbild",
  leaveFullScreen: "Vollbild beenden",
  viewerNeedsBlob: "Diese Seite lässt die Bilder im Modell nicht zu. Bitten Sie den Betreiber, blob: in seiner Richtlinie für Bilder und Verbindungen zu erlauben.",
  viewerNeedsWasm: "Diese Seite erlaubt nicht, was die Texturen der Datei brauchen. Bitten Sie den Betreiber, WebAssembly zuzulassen.",
  viewerAr: "Im Raum ansehen",
  viewerKeys: "Mit den Pfeiltasten drehen, mit Plus und Minus zoomen, mit 0 zurücksetzen.",
  viewerSeenFrom: (side, height) => {
    const from = { front: "von vorne", back: "von hinten", left: "von links", right: "von rechts" }[side];
    return `Ansicht ${from}${{ level: "", above: " und oben", below: " und unten" }[height]}`;
  },
  viewerLarger: "Größer",
  viewerSmaller: "Kleiner",
  viewerReset: "Zurück zur ersten Ansicht",
  viewerToolTexts: async (): Promise<ViewerToolTexts> => (await import("./de-viewer-tools.ts")).deViewerTools,
};
