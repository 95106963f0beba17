import type { OperatorActionEntry } from "@model-3d/contract";
import { formatNumber } from "../locale/format-number.ts";
import type { AdminView } from "./admin-view.ts";

/** How much an operator did; null where it is no matter of how much. */
export function describeExtent({ texts, host }: AdminView, { credits, items, files }: OperatorActionEntry): string | null {
  const lang = host.activeLang;
  if (credits !== undefined) return texts.extents.credits(credits, formatNumber(credits, lang, { signDisplay: "exceptZero" }));
  if (items !== undefined) return texts.extents.items(items, formatNumber(items, lang));
  return files === undefined ? null : texts.extents.files(files, formatNumber(files, lang));
}
