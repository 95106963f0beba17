import type { View } from "@model-3d/contract";
import type { PhotoBorder, PhotoFinding } from "../coach/photo-finding.ts";
import type { CoachTexts, FindingText } from "./en-coach.ts";
import { FROM } from "./de-upload.ts";
import { choosePlural } from "./plural.ts";

const plural = choosePlural("de");
const SHOWN: Readonly<Record<View, string>> = { front: "die Vorderseite", back: "die Rückseite", side: "die Seite", top: "die Oberseite", left: "die linke Seite", bottom: "die Unterseite" };
const BORDERS: Readonly<Record<PhotoBorder, string>> = { top: "oben", right: "rechts", bottom: "unten", left: "links" };

function describeCut(borders: readonly PhotoBorder[] = []): string {
  if (borders.length === 0) return "Der Gegenstand füllt das ganze Foto";
  const names = borders.map((border) => BORDERS[border]);
  return `Der Gegenstand ist ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} und ${names.at(-1)}`} abgeschnitten`;
}

function describeFinding({ code, value, limit, borders, other, suggestion }: PhotoFinding): FindingText {
  const others = other === undefined ? "ein anderes Foto" : `das Foto ${FROM[other]}`;
  switch (code) {
    case "tooSmall":
      return { problem: `Zu klein: ${Math.round(value)} Pixel`, advice: `Die kürzere Seite braucht mindestens ${limit} Pixel. Nehmen Sie das Original aus der Kamera, keine Vorschau.` };
    case "small":
      return { problem: `Recht klein: ${Math.round(value)} Pixel`, advice: `Ab ${limit} Pixeln wird das Modell schärfer. Nehmen Sie das Original aus der Kamera, wenn Sie es haben.` };
    case "far":
      return { problem: "Der Gegenstand ist klein im Bild", advice: "Gehen Sie näher heran oder schneiden Sie das Foto so zu, dass er den größten Teil füllt." };
    case "blurred":
      return { problem: "Unscharf", advice: "Halten Sie die Kamera ruhig, tippen Sie zum Scharfstellen auf den Gegenstand und sorgen Sie für mehr Licht." };
    case "cut":
      return { problem: describeCut(borders), advice: "Gehen Sie zurück, bis er ganz im Bild ist, mit etwas Platz ringsum." };
    case "noObject":
      return { problem: "Kein Gegenstand hebt sich vom Hintergrund ab", advice: "Stellen Sie ihn vor einen ruhigen Hintergrund anderer Farbe, oder laden Sie ein PNG mit durchsichtigem Hintergrund hoch." };
    case "busyBackground":
      return { problem: "Der Hintergrund ist unruhig", advice: "Stellen Sie den Gegenstand vor etwas Schlichtes: eine Wand, ein Blatt Papier, ein Tuch ohne Muster." };
    case "lowContrast":
      return { problem: "Der Gegenstand ist kaum vom Hintergrund zu unterscheiden", advice: "Nehmen Sie einen Hintergrund, der deutlich heller, dunkler oder andersfarbig ist." };
    case "tooDark":
      return { problem: "Zu dunkel", advice: "Fotografieren Sie am Fenster oder mit mehr Lampen. Ein Blitz aus der Nähe macht harte Schatten." };
    case "tooBright":
      return { problem: "Teile sind weiß ausgebrannt", advice: "Nehmen Sie weniger Licht oder eine kürzere Belichtung; verzichten Sie auf den Blitz." };
    case "sameFile":
      return { problem: `Dieselbe Datei wie ${others}`, advice: "Wählen Sie ein Foto von dieser Seite oder lassen Sie dieses weg." };
    case "samePhoto":
      return { problem: `Sieht aus wie ${others} noch einmal`, advice: "Wählen Sie ein Foto von dieser Seite oder lassen Sie dieses weg." };
    case "mirrored":
      return { problem: `Sieht aus wie ${others}, gespiegelt`, advice: "Ein gespiegeltes Foto zeigt keine andere Seite. Nehmen Sie ein echtes oder lassen Sie dieses weg." };
    case "swapped":
      return { problem: suggestion === undefined ? "Zeigt wohl eine andere Seite" : `Zeigt wohl ${SHOWN[suggestion]}`, advice: "Mit anderen Namen würden die Umrisse zusammenpassen." };
    case "mismatch":
      return { problem: "Der Umriss passt nicht zu den anderen Fotos", advice: "Fotografieren Sie denselben Gegenstand, gleich hingestellt, gerade von jeder Seite und aus derselben Höhe." };
    case "otherObject":
      return { problem: "Zeigt wohl etwas anderes", advice: "Seine Farben kommen in keinem anderen Foto vor. Nehmen Sie Fotos eines Gegenstands in einem Licht." };
  }
}

/** German texts of the photo coach; loaded with it. */
export const deCoach: CoachTexts = {
  describeFinding,
  title: "Fotoprüfung",
  looking: "Die Fotos werden in Ihrem Browser geprüft …",
  good: "Alle Fotos sehen gut aus.",
  count: (count) => plural(count, { one: "Ein Hinweis", other: `${count} Hinweise` }),
  photoLooking: "Wird geprüft …",
  photoGood: "Sieht gut aus",
  photoCount: (count) => plural(count, { one: "1 Hinweis", other: `${count} Hinweise` }),
  unchecked: "Die Fotos konnten in diesem Browser nicht geprüft werden. Sie können trotzdem weitermachen.",
  offline: "Nicht geprüft: Sie sind offline. Die Prüfung beginnt von selbst, sobald Sie wieder online sind; Sie können trotzdem weitermachen.",
  useAs: (view) => `Als „${view}“ verwenden`,
  showMasks: "Zeigen, was erkannt wird",
  maskHint: "Was dunkel ist, gilt als Hintergrund und kommt nicht ins Modell.",
  camera: {
    title: "Fotos aufnehmen",
    views: "Ansichten",
    taken: "aufgenommen",
    live: "Was die Kamera sieht",
    shot: "Das aufgenommene Foto",
    opening: "Kamera wird geöffnet …",
    how: {
      front: "Gerade von vorne, auf halber Höhe des Gegenstands. Ganz im Rahmen, vor ruhigem Hintergrund.",
      back: "Drehen Sie den Gegenstand, nicht die Kamera: Abstand, Höhe und Licht wie beim Foto von vorne.",
      side: "Die rechte Seite des Gegenstands, aus demselben Abstand und derselben Höhe.",
      left: "Die linke Seite des Gegenstands, aus demselben Abstand und derselben Höhe.",
      bottom: "Senkrecht von unten, die Vorderseite am oberen Bildrand.",
      top: "Senkrecht von oben, die Vorderseite am unteren Bildrand.",
    },
    check: "Ist es scharf und der ganze Gegenstand im Bild?",
    take: (view) => `Foto aufnehmen: ${view}`,
    keep: "Foto verwenden",
    again: "Noch einmal",
    turn: "Andere Kamera",
    instead: "Kamera-App oder Datei verwenden",
    refused: {
      forbidden: "Diese Seite darf die Kamera nicht benutzen. Erlauben Sie es neben der Adresse der Seite und versuchen Sie es noch einmal.",
      missing: "Es wurde keine Kamera gefunden.",
      busy: "Die Kamera liefert kein Bild. Schließen Sie andere Programme, die sie benutzen, und versuchen Sie es noch einmal.",
    },
  },
  optional: "Das sind Hinweise: Sie können trotzdem weitermachen.",
};
