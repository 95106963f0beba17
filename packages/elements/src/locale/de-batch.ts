import type { BatchTexts } from "./en-batch.ts";
import { choosePlural } from "./plural.ts";

const plural = choosePlural("de");
const count = (value: number): string => value.toLocaleString("de");
const models = (value: number): string => plural(value, { one: "1 Modell", other: `${count(value)} Modelle` });

/** German texts of batches; loaded with them. */
export const deBatch: BatchTexts = {
  title: "3D-Modelle vieler Artikel",
  makeSelected: "3D-Modelle erstellen",
  batches: "Stapel",
  estimating: "Der Aufwand wird berechnet",
  estimateError: "Der Aufwand ließ sich nicht berechnen",
  ready: (value) => plural(value, { one: "1 Modell wird erstellt", other: `${count(value)} Modelle werden erstellt` }),
  nothingReady: "Aus diesen Artikeln lässt sich kein Modell erstellen",
  cost: "Kosten",
  balance: "Guthaben",
  time: "Dauer",
  timeRange: (from, to) => (from === to ? `Etwa ${to}` : `${from} bis ${to}`),
  seconds: (value) => plural(value, { one: "1 Sekunde", other: `${value} Sekunden` }),
  minutes: (value) => plural(value, { one: "1 Minute", other: `${value} Minuten` }),
  hours: (value) => plural(value, { one: "1 Stunde", other: `${value} Stunden` }),
  atOnce: (value) => `${value} zugleich`,
  holdsAll: "Die Credits aller Modelle werden jetzt vorgemerkt. Berechnet wird jedes erst, wenn es fertig ist; der Rest kommt zurück.",
  holdsEach: "Die Credits eines Modells werden vorgemerkt, wenn es beginnt, und erst berechnet, wenn es fertig ist.",
  runsOut: (credits) => `Sie haben ${credits}: Sind sie verbraucht, ruht der Stapel und geht weiter, sobald Sie mehr haben.`,
  leftOut: (value) => plural(value, { one: "1 Artikel bleibt weg", other: `${count(value)} Artikel bleiben weg` }),
  moreThanFit: (taken, all) => `Die ersten ${count(taken)} von ${count(all)} Artikeln kommen in diesen Stapel. Die anderen können im nächsten folgen.`,
  start: (value) => `${models(value)} erstellen`,
  untitled: (time) => `Stapel vom ${time}`,
  state: (state) => ({ RUNNING: "Läuft", PAUSED: "Pausiert", DONE: "Fertig", CANCELLED: "Abgebrochen" })[state],
  overall: "Fortschritt des Stapels",
  summary: (done, total) => `${count(done)} von ${plural(total, { one: "1 Modell", other: `${count(total)} Modellen` })} fertig`,
  pausedBecause: (reason) =>
    ({
      user: "Was begonnen hat, läuft weiter; mehr beginnt erst, wenn Sie fortsetzen.",
      operator: "Der Betreiber hat ihn pausiert und setzt ihn fort. Was begonnen hat, läuft weiter.",
      insufficient_credits: "Ihre Credits reichen nicht für das nächste Modell. Kaufen Sie welche und setzen Sie fort: Nichts geht verloren.",
      credit_limit_reached: "Ihre Grenze für Credits ist erreicht. Setzen Sie im nächsten Zeitraum fort: Nichts geht verloren.",
    })[reason],
  pause: "Pausieren",
  resume: "Fortsetzen",
  retryFailed: (value) => plural(value, { one: "1 gescheitertes noch einmal versuchen", other: `${count(value)} gescheiterte noch einmal versuchen` }),
  cancelRest: "Rest abbrechen",
  cancelTitle: "Abbrechen, was nicht begonnen hat?",
  cancelText: (value) => `${plural(value, { one: "1 Artikel hat", other: `${count(value)} Artikel haben` })} noch nicht begonnen. Was dafür vorgemerkt ist, kommt zurück; was begonnen hat, läuft zu Ende.`,
  keepGoing: "Weitermachen",
  goOnWith: (value) => `Mit ${plural(value, { one: "1 weiteren Artikel", other: `${count(value)} weiteren Artikeln` })} fortfahren`,
  otherBatches: "Alle Stapel",
  itemState: (state) => ({ WAITING: "Wartet", STARTING: "Beginnt", IN_PROGRESS: "In Arbeit", SUCCEEDED: "Fertig", FAILED: "Gescheitert", SKIPPED: "Weggelassen", CANCELLED: "Abgebrochen" })[state],
  show: "Anzeigen",
  everything: (value) => `Alles (${count(value)})`,
  shownState: (state, value) => `${state} (${count(value)})`,
  items: "Artikel des Stapels",
  progressOf: (name) => `Fortschritt von ${name}`,
  nothingOfState: "Kein Artikel ist gerade in diesem Zustand.",
  unnamed: (position) => `Artikel ${position}`,
  previousPage: "Vorige Seite",
  nextPage: "Nächste Seite",
  range: (from, to, total) => `${count(from)}–${count(to)} von ${count(total)}`,
  reason: ({ code, message, views = [] }, describeError) => {
    const names = { front: "Vorderansicht", back: "Rückansicht", side: "Seitenansicht", top: "Draufsicht", left: "Ansicht von links", bottom: "Ansicht von unten" };
    if (code === "views_missing" && views.length > 0) return `Es fehlt ein Foto: ${views.map((view) => names[view]).join(", ")}.`;
    if (code === "duplicate") return "Es ist schon im Stapel.";
    if (code === "generation_in_progress") return "Ein Modell davon wird gerade erstellt.";
    if (code === "in_other_batch") return "Ein anderer Ihrer Stapel enthält es schon.";
    if (code === "expired") return "Der Generator ist nicht rechtzeitig fertig geworden. Es wurde nichts berechnet.";
    if (code === "deleted") return "Das Modell wurde gelöscht.";
    return describeError({ code, message });
  },
  news: (state, percent) => `${state}, ${percent} %`,
  doneNews: (ready, failed) => `Der Stapel ist fertig: ${models(ready)}${failed === 0 ? "" : `, ${count(failed)} gescheitert`}.`,
  batchError: "Der Stapel ließ sich nicht laden",
  batchMissing: "Diesen Stapel gibt es nicht mehr, oder er gehört Ihnen nicht.",
  archive: "Alle mitnehmen",
  archiveHint: (value) => `${models(value)} in einem ZIP, mit einer Liste des Inhalts.`,
  format: "Dateiformat",
  download: "ZIP herunterladen",
  downloading: (loaded) => `Wird heruntergeladen: ${loaded}`,
  saved: (fileName) => `Gespeichert als ${fileName}`,
  packHint: "Ist es groß, oder bricht die Verbindung oft ab? Lassen Sie es vorher packen: Ein abgebrochener Download geht dann dort weiter, wo er war.",
  pack: "Vorher packen",
  packing: "Es wird gepackt. Sie können die Seite verlassen und später wieder danach fragen.",
  packed: (value, size, until) => `Gepackt: ${models(value)}, ${size}. Es bleibt bis ${until}.`,
  packedPart: (value, total, size, until) => `Gepackt: ${count(value)} von ${plural(total, { one: "1 Modell", other: `${count(total)} Modellen` })}, ${size}. Was warum fehlt, steht in der Liste darin. Es bleibt bis ${until}.`,
  packAgain: "Noch einmal packen",
  downloadPacked: "Gepacktes ZIP herunterladen",
  packAll: (value) => `Alle ${count(value)} packen`,
  packFailed: "Es ließ sich nicht packen. Versuchen Sie es später noch einmal, oder laden Sie es direkt herunter.",
  packedGone: "Es ist nicht mehr da. Lassen Sie es noch einmal packen.",
  loadedOf: (loaded, total) => `${loaded} von ${total}`,
  stoppedAt: (loaded) => `Angehalten bei ${loaded}.`,
  stop: "Anhalten",
  goOn: "Weiter",
  none: "Noch keine Stapel",
  noneHint: "Wählen Sie mehrere Artikel aus und lassen Sie ihre Modelle zusammen erstellen.",
  listError: "Ihre Stapel ließen sich nicht laden",
  showMore: "Mehr zeigen",
};
