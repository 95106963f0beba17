import type { SourceType } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { gridIcon, listIcon, searchIcon } from "../base/icons.ts";
import type { Messages } from "../locale/locale.ts";
import { ITEM_STATUSES, type ItemStatus } from "./gallery-item.ts";
import { SOURCE_TABS } from "./source-tabs.ts";

export interface ToolbarOptions {
  messages: Messages;
  tab: SourceType;
  hasTabs: boolean;
  search: string;
  status: ItemStatus | "";
  view: "grid" | "list";
  /** Which controls there are: `search`, `status`, `view`. */
  controls: ReadonlySet<string>;
  onTab: (tab: SourceType) => void;
  onSearch: (search: string) => void;
  onStatus: (status: ItemStatus | "") => void;
  onView: (view: "grid" | "list") => void;
  /** What else there is to be done with the gallery. */
  more: TemplateResult | typeof nothing;
}

export function tabName(tab: SourceType, messages: Messages): string {
  return tab === "product" ? messages.products : messages.collections;
}

export function renderToolbar(options: ToolbarOptions): TemplateResult | typeof nothing {
  const { messages, controls, hasTabs, search, status, onSearch, onStatus, more } = options;
  if (!hasTabs && controls.size === 0 && more === nothing) return nothing;
  return html`<div class="bar" part="toolbar">
    ${hasTabs ? renderTabs(options) : nothing}
    <div class="filters">
      ${controls.has("search")
        ? html`<label class="search">
            ${searchIcon()}<span class="visually-hidden">${messages.searchItems}</span>
            <input type="search" placeholder=${messages.searchPlaceholder} autocomplete="off" .value=${search} @input=${(event: Event) => onSearch((event.target as HTMLInputElement).value)} />
          </label>`
        : nothing}
      ${controls.has("status")
        ? html`<label class="status"
            ><span class="visually-hidden">${messages.filterByStatus}</span>
            <select .value=${status} @change=${(event: Event) => onStatus((event.target as HTMLSelectElement).value as ItemStatus | "")}>
              <option value="" ?selected=${status === ""}>${messages.anyStatus}</option>
              ${ITEM_STATUSES.map((each) => html`<option value=${each} ?selected=${status === each}>${messages.itemStatus(each)}</option>`)}
            </select></label
          >`
        : nothing}
      ${more} ${controls.has("view") ? renderViews(options) : nothing}
    </div>
  </div>`;
}

function renderTabs({ tab: selected, messages, onTab }: ToolbarOptions): TemplateResult {
  const handleKey = (event: KeyboardEvent): void => {
    if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const next = event.key === "Home" ? SOURCE_TABS[0] : event.key === "End" ? SOURCE_TABS.at(-1) : SOURCE_TABS.find((tab) => tab !== selected);
    if (next === undefined) return;
    onTab(next);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-tab=${next}]`)?.focus();
  };
  return html`<div class="switch" role="tablist" part="tabs" aria-label=${messages.gallery} @keydown=${handleKey}>
    ${SOURCE_TABS.map(
      (tab) =>
        html`<button role="tab" type="button" id="tab-${tab}" aria-controls="panel" data-tab=${tab} aria-selected=${tab === selected} tabindex=${tab === selected ? 0 : -1} @click=${() => onTab(tab)}>
          ${tabName(tab, messages)}
        </button>`,
    )}
  </div>`;
}

function renderViews({ view: selected, messages, onView }: ToolbarOptions): TemplateResult {
  const button = (view: "grid" | "list", label: string, icon: TemplateResult): TemplateResult =>
    html`<button type="button" class="icon" title=${label} aria-label=${label} aria-pressed=${view === selected} @click=${() => onView(view)}>${icon}</button>`;
  return html`<div class="switch" role="group" aria-label=${messages.viewSwitch}>${button("grid", messages.gridView, gridIcon())}${button("list", messages.listView, listIcon())}</div>`;
}
