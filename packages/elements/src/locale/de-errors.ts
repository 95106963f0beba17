import { choosePlural } from "./plural.ts";
import type { DescribedError } from "./en.ts";

const plural = choosePlural("de");
const credits = (count: number): string => plural(count, { one: `${count} Credit`, other: `${count} Credits` });

/** What happened and what helps, by code; what is not here the server says in English. */
const errorTexts: Readonly<Record<string, string>> = {
  invalid_request: "Die Angaben stimmen so nicht. Prüfen Sie sie und versuchen Sie es noch einmal.",
  image_unreadable: "Das Foto lässt sich nicht lesen. Verwenden Sie JPG, PNG oder WebP.",
  image_too_small: "Das Foto ist zu klein. Die kürzere Seite braucht mindestens 256 Pixel, besser 1024 oder mehr.",
  image_too_large: "Das Foto ist zu groß. Erlaubt sind bis zu 64 Millionen Pixel; ideal sind 1024 bis 4096 je Seite.",
  image_unfetchable: "Das Foto ist nicht erreichbar. Prüfen Sie, ob seine Adresse öffentlich ist und mit https beginnt, oder laden Sie es hoch.",
  unauthorized: "Sie sind nicht angemeldet. Melden Sie sich an und versuchen Sie es noch einmal.",
  insufficient_credits: "Ihr Guthaben reicht nicht. Kaufen Sie Credits oder warten Sie auf den nächsten Zeitraum.",
  link_invalid: "Dieser Link gilt nicht mehr. Laden Sie die Seite neu.",
  cross_site_refused: "Diese Seite darf hier nichts ändern. Öffnen Sie die Anwendung selbst und versuchen Sie es dort.",
  not_permitted: "Ihr Konto darf das ansehen, aber nicht ändern. Fragen Sie jemanden, der es darf.",
  not_found: "Das gibt es nicht, oder es gehört Ihnen nicht.",
  generation_in_progress: "Dieses Modell wird gerade erstellt. Warten Sie, bis es fertig ist.",
  batch_ended: "Dieser Stapel ist zu Ende und lässt sich nicht mehr ändern. Beginnen Sie einen neuen mit dem, was noch fehlt.",
  paused_by_operator: "Der Betreiber hat diesen Stapel pausiert und setzt ihn fort. Was noch nicht begonnen hat, können Sie abbrechen.",
  generation_ended: "Diese Erstellung ist zu Ende und lässt sich weder neu versuchen noch aufgeben.",
  correction_refused: "Es wurden keine Credits bewegt.",
  refund_refused: "Es wurden keine Credits erstattet.",
  nothing_to_archive: "Von diesen Modellen ist noch keines fertig, oder sie wurden gelöscht. Warten Sie, bis eines fertig ist.",
  nothing_to_make: "Aus diesen Artikeln lässt sich kein Modell erstellen. Ergänzen Sie die fehlenden Fotos und versuchen Sie es noch einmal.",
  too_many_batches: "Es sind so viele Ihrer Stapel offen, wie zugleich erlaubt sind. Warten Sie, bis einer fertig ist, oder brechen Sie einen ab.",
  format_unavailable: "Dieser Server erstellt dieses Format nicht. Wählen Sie ein anderes.",
  too_many_exports: "Es werden so viele Ihrer Dateien erstellt, wie zugleich erlaubt sind. Warten Sie, bis eine fertig ist, und versuchen Sie es dann noch einmal.",
  not_succeeded: "Nur eine fertige Version kann aktiv werden.",
  only_version: "Die aktive Version lässt sich nicht löschen, solange sie die einzige ist. Erstellen Sie zuerst eine weitere.",
  cannot_cancel: "Diese Version wird gerade erstellt und lässt sich nicht anhalten. Löschen Sie sie, wenn sie fertig ist.",
  idempotency_in_flight: "Dieses Modell wird schon begonnen. Warten Sie einen Moment und sehen Sie dann nach.",
  payload_too_large: "Das war zu viel auf einmal. Verwenden Sie kleinere Dateien.",
  too_many_generations: "Mehr Modelle auf einmal sind nicht möglich. Warten Sie, bis eines fertig ist.",
  method_not_allowed: "Die Seite fragt etwas, das dieser Server nicht kennt. Laden Sie sie neu; bleibt es dabei, melden Sie sich beim Betreiber.",
  unsupported_media_type: "Der Server nimmt diese Art von Daten nicht. Verwenden Sie Fotos als JPG, PNG oder WebP.",
  range_not_satisfiable: "Die Datei hat sich geändert, während sie geladen wurde. Laden Sie sie noch einmal.",
  idempotency_mismatch: "Diese Anfrage ist schon mit anderen Angaben gestellt worden. Laden Sie die Seite neu und versuchen Sie es noch einmal.",
  rate_limited: "Zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es noch einmal.",
  internal_error: "Etwas ist schiefgegangen. Versuchen Sie es noch einmal; bleibt es dabei, melden Sie sich beim Betreiber.",
  provider_error: "Der Generator hat abgelehnt. Es wurde nichts berechnet. Prüfen Sie die Fotos und versuchen Sie es noch einmal.",
  file_unavailable: "Die Datei ist gerade nicht zu bekommen. Versuchen Sie es später; bleibt es dabei, erstellen Sie das Modell neu.",
  provider_unavailable: "Der Generator ist nicht erreichbar. Es wurde nichts berechnet. Versuchen Sie es später; der Betreiber weiß Bescheid.",
  credits_unavailable: "Ihr Guthaben lässt sich gerade nicht abrufen. Es wurde nichts berechnet. Versuchen Sie es später.",
  service_unavailable: "Der Server ist gerade nicht erreichbar. Versuchen Sie es in einigen Sekunden; nichts geschieht doppelt.",
  network_error: "Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
  unexpected_answer: "Der Server hat etwas Unerwartetes geantwortet. Laden Sie die Seite neu.",
};

function limitReached({ message, details }: DescribedError): string {
  const endsAt = new Date(String(details?.endsAt));
  if (Number.isNaN(endsAt.getTime())) return message;
  const when = endsAt.toLocaleString("de", { dateStyle: "medium", timeStyle: "short" });
  const limit = Number(details?.limit);
  const what = Number.isFinite(limit)
    ? `Sie können ${credits(limit)} im ${details?.period === "month" ? "Monat" : "Tag"} ausgeben; sie sind verbraucht oder vorgemerkt.`
    : "Vorerst lassen sich hier keine weiteren 3D-Modelle erstellen.";
  return `${what} Weiter geht es ab ${when}.`;
}

export function describeError(error: DescribedError): string {
  return error.code === "credit_limit_reached" ? limitReached(error) : (errorTexts[error.code] ?? error.message);
}
