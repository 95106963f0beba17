import type { Model } from "@model-3d/contract";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { html } from "lit/static-html.js";
import { cubeIcon, downloadIcon, layersIcon, refreshIcon, sparkIcon } from "../base/icons.ts";
import type { CardOptions, CardState } from "./gallery-card.ts";
import { linkOf } from "./link-of.ts";

/** What the buttons of a card do. */
export interface CardActions {
  /** Credits; `undefined` while unknown. */
  cost: number | undefined;
  /** Whether it could not be had so far; the confirmation asks again. */
  isCostUnknown: boolean;
  designerUrl: string | undefined;
  onGenerate: () => void;
  onCheck: (generation: Model) => void;
  onView: (model: Model) => void;
  /** Of a model that is being made: the coarse one. */
  onFirstLook: (generation: Model) => void;
  onVersions: () => void;
  onExport: (model: Model) => void;
  onDesigner: (event: Event, model: Model, url: string) => void;
}

interface Button {
  label: string;
  icon: TemplateResult;
  tone?: string;
  isDisabled?: boolean;
  /** Its request is on its way; it keeps the focus, which a disabled button would lose. */
  isBusy?: boolean;
  /** It leads there, and is a link. */
  href?: string;
  onClick: (event: Event) => void;
}

export function renderCardActions(options: CardOptions, state: CardState, model: Model | null, generation: Model | null): TemplateResult {
  // In the place of what stood in for the buttons, so that nothing moves.
  if (state === "unknown") return options.isUnreachable ? html`<p class="unknown muted">${options.messages.modelUnknown}</p>` : html`<span class="button-skeleton skeleton"></span>`;
  const tabIndex = options.isCurrent ? 0 : -1;
  // Keyed, so that the focus never stays on a button that has become another.
  return html`${repeat(
    listButtons(options, state, model, generation),
    ({ label }) => label,
    ({ label, icon, tone, isDisabled, isBusy, href, onClick }) =>
      href !== undefined
        ? html`<a class="button side" href=${href} title=${label} tabindex=${tabIndex} @click=${onClick}>${icon} <span class="label">${label}</span></a>`
        : html`<button type="button" class=${tone ?? "side"} title=${label} tabindex=${tabIndex} ?disabled=${isDisabled === true} aria-busy=${isBusy === true} @click=${onClick}>${icon} <span class="label">${label}</span></button>`,
  )}`;
}

/** What can be done in each state, the most likely thing first. */
function listButtons(options: CardOptions, state: CardState, model: Model | null, generation: Model | null): Button[] {
  const { messages, cost, isCostUnknown, isBusy, designerUrl } = options;
  const generate = (label: (cost: number) => string, withoutCost: string, icon: TemplateResult, tone: string): Button => ({
    label: cost !== undefined ? label(cost) : isCostUnknown ? withoutCost : messages.itemsLoading,
    icon,
    tone,
    isDisabled: cost === undefined && !isCostUnknown,
    isBusy,
    onClick: options.onGenerate,
  });
  const buttons: Button[] = [];
  if (state === "making" && generation !== null) {
    buttons.push({ label: messages.checkStatus, icon: refreshIcon(), tone: "warning main", isBusy, onClick: () => options.onCheck(generation) });
  }
  if (state === "making" && generation?.preview_url !== undefined) buttons.push({ label: messages.firstLook, icon: cubeIcon(), onClick: () => options.onFirstLook(generation) });
  if (state === "none") buttons.push(generate(messages.generate, messages.confirmTitle, sparkIcon(), "primary main"));
  if (state === "failed") buttons.push(generate(messages.tryAgainFor, messages.retry, refreshIcon(), "primary main"));
  if (model !== null) buttons.push({ label: messages.view3d, icon: cubeIcon(), tone: state === "ready" ? "primary main" : "side", onClick: () => options.onView(model) });
  if (model !== null || generation !== null) buttons.push({ label: messages.versions, icon: layersIcon(), onClick: options.onVersions });
  if (model !== null) buttons.push({ label: messages.export, icon: downloadIcon(), onClick: () => options.onExport(model) });
  const href = model === null ? undefined : linkOf(designerUrl?.replaceAll("{model}", model.id).replaceAll("{source}", encodeURIComponent(options.item.sourceId)));
  if (model !== null && href !== undefined) buttons.push({ label: messages.openInDesigner, icon: sparkIcon(), href, onClick: (event) => options.onDesigner(event, model, href) });
  if (state === "ready") buttons.push(generate(messages.regenerate, messages.confirmAgainTitle, refreshIcon(), "side priced"));
  return buttons;
}
