import { VIEWS, type TimelineFact, type View } from "@model-3d/contract";
import { formatBytes } from "../export/format-bytes.ts";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import { inLanguage } from "../locale/in-language.ts";
import type { AdminView } from "./admin-view.ts";
import { wordOf } from "./word-of.ts";

/** Facts that say one of a few words. What services, programs and people wrote stays as they wrote it. */
const OF_FEW_WORDS: ReadonlySet<TimelineFact> = new Set(["as", "state", "status", "outcome", "lateOutcome", "abandoned", "cause", "doubt", "kind"]);

/** What a moment tells more, in the words and figures of the page's language. */
export function describeFact(view: AdminView, name: TimelineFact, value: string | number): string {
  return typeof value === "number" ? describeFigure(view, name, value) : describeWords(view, name, value);
}

function describeFigure({ host: { activeLang: lang } }: AdminView, name: TimelineFact, value: number): string {
  if (name === "bytes") return formatBytes(value, lang);
  if (name === "progress") return formatNumber(value / 100, lang, { style: "percent" });
  return formatNumber(name === "position" ? value + 1 : value, lang);
}

function describeWords({ texts, host }: AdminView, name: TimelineFact, value: string): string {
  const { activeLang: lang, messages } = host;
  const words = { ...texts.statuses, ...texts.deliveryStates, ...texts.fileStates, ...texts.storageKinds, ...texts.factWords };
  if (OF_FEW_WORDS.has(name)) return wordOf(words, value);
  if (name === "action") return wordOf(texts.actions, value);
  if (name === "expiresAt") return formatTime(value, lang);
  if (name === "format") return value.toUpperCase();
  if (name === "views") return list(value.split(", ").map((each) => (isView(each) ? messages.viewName(each) : each)), lang);
  if (name === "deliveries") return list(value.split(", ").map((each) => describeCount(words, each, lang)), lang);
  return value;
}

const isView = (name: string): name is View => (VIEWS as readonly string[]).includes(name);

/** Such as `delivered 2`. */
function describeCount(words: Readonly<Record<string, string>>, text: string, lang: string): string {
  const [state = "", count = ""] = text.split(" ");
  return `${wordOf(words, state)} ${formatNumber(Number(count), lang)}`;
}

const list = (parts: readonly string[], lang: string): string => inLanguage(lang, (tag) => new Intl.ListFormat(tag, { type: "conjunction" }).format(parts));
