import { html, nothing, type TemplateResult } from "lit";

export interface BatchNotice {
  slot: "empty" | "error";
  icon: TemplateResult;
  title: string;
  text: string;
  action?: { label: string; run: () => void };
}

/** What stands in place of a batch, in the slot where the page can put its own. */
export function renderNotice({ slot, icon, title, text, action }: BatchNotice): TemplateResult {
  return html`<slot name=${slot}
    ><div class="notice" role=${slot === "error" ? "alert" : "note"}>
      ${icon}
      <h3>${title}</h3>
      <p>${text}</p>
      ${action === undefined ? nothing : html`<button type="button" @click=${action.run}>${action.label}</button>`}
    </div></slot
  >`;
}
