import type { Model } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import type { VersionsTexts } from "../locale/en-versions.ts";
import type { Messages } from "../locale/locale.ts";

/** Versions to compare: those that can be, and up to two that are ticked. */
export interface CompareChoice {
  comparable: readonly Model[];
  ticked: readonly Model[];
}

const COMPARED_AT_ONCE = 2;

/** Only what has a model can be compared, and it takes two; what has gone meanwhile is not ticked any more. */
export function chooseFrom(models: readonly Model[] | undefined, tickedIds: readonly string[]): CompareChoice {
  const done = models?.filter(({ status }) => status === "SUCCEEDED") ?? [];
  const comparable = done.length < COMPARED_AT_ONCE ? [] : done;
  return { comparable, ticked: comparable.filter(({ id }) => tickedIds.includes(id)).sort((one, other) => one.version - other.version) };
}

export function renderCompareBar({ comparable, ticked }: CompareChoice, messages: Messages & VersionsTexts, compare: () => void): TemplateResult | typeof nothing {
  if (comparable.length === 0) return nothing;
  const isReady = ticked.length === COMPARED_AT_ONCE;
  return html`<div class="compare-bar">
    <p class="muted" role="status">${isReady ? messages.compareReady(...versionsOf(ticked)) : messages.compareHint(ticked.length)}</p>
    <button type="button" class=${isReady ? "primary" : ""} ?disabled=${!isReady} @click=${compare}>${messages.compare}</button>
  </div>`;
}

export function renderTick({ comparable, ticked }: CompareChoice, model: Model, texts: VersionsTexts, tick: (isTicked: boolean) => void): TemplateResult | typeof nothing {
  if (!comparable.includes(model)) return nothing;
  const isTicked = ticked.includes(model);
  return html`<label class="tick">
    <input
      type="checkbox"
      aria-label=${texts.compareVersion(model.version)}
      .checked=${isTicked}
      ?disabled=${!isTicked && ticked.length === COMPARED_AT_ONCE}
      @change=${(event: Event) => tick((event.target as HTMLInputElement).checked)}
    />
  </label>`;
}

/** The comparison, older version on the left. */
export function renderComparison(tag: StaticValue, { ticked: [left, right] }: CompareChoice, page: { client: unknown; lang: string }): TemplateResult {
  return html`<${tag} class="stage" .client=${page.client} .lang=${page.lang} .models=${[left, right]} .left=${left?.id} .right=${right?.id}></${tag}>`;
}

export function versionsOf(ticked: readonly Model[]): [number, number] {
  return [ticked[0]?.version ?? 0, ticked[1]?.version ?? 0];
}
