import type { LengthUnit, Model, RealSize, SizeAxis } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { checkIcon } from "../base/icons.ts";
import type { Model3DElement } from "../base/model-3d-element.ts";
import type { ExportTexts } from "../locale/en-export.ts";
import { formatNumber } from "../locale/format-number.ts";
import { errorEvent } from "./error-event.ts";
import { rulerIcon } from "./format-icons.ts";
import { LENGTH_UNITS } from "./format-lists.ts";

const AXES: readonly SizeAxis[] = ["height", "width", "depth"];

type Sending = { phase: "sending" } | { phase: "saved" } | { phase: "failed"; message: string };

/** One measure of the real thing, which all files then have: asked for once and kept for all versions of its source. */
export class SizeForm {
  readonly #host: Model3DElement;
  #sending: Sending | undefined;

  constructor(host: Model3DElement) {
    this.#host = host;
  }

  forget(): void {
    this.#sending = undefined;
  }

  async #send(model: Model, size: RealSize | null, onSaved: (model: Model) => void): Promise<void> {
    if (this.#sending?.phase === "sending") return;
    this.#tell({ phase: "sending" });
    try {
      const { real_size } = await this.#host.activeClient.setSize(model.id, size);
      this.#tell({ phase: "saved" });
      const sized = { ...model, real_size };
      onSaved(sized);
      this.#host.dispatchEvent(new CustomEvent("model-3d-size-changed", { detail: { model: sized, size }, bubbles: true, composed: true }));
    } catch (error) {
      this.#host.dispatchEvent(errorEvent(error));
      this.#tell({ phase: "failed", message: this.#host.messages.describeError(error as Error & { code: string }) });
    }
  }

  #tell(sending: Sending): void {
    this.#sending = sending;
    this.#host.requestUpdate();
  }

  render(model: Model, texts: ExportTexts, onSaved: (model: Model) => void): TemplateResult {
    const size = model.real_size ?? null;
    const isSending = this.#sending?.phase === "sending";
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      const data = new FormData(event.target as HTMLFormElement);
      void this.#send(model, { axis: data.get("axis") as SizeAxis, value: Number(data.get("value")), unit: data.get("unit") as LengthUnit }, onSaved);
    };
    return html`<form class="size" part="size" aria-labelledby="size" @submit=${submit}>
      <h3 id="size">${rulerIcon()} ${texts.size}</h3>
      <p class="muted">${size === null ? texts.sizeHint : texts.sizeIs(texts.axes[size.axis], `${formatNumber(size.value, this.#host.activeLang, { maximumSignificantDigits: 6 })} ${texts.units[size.unit]}`)}</p>
      <div class="fields">
        <label><span>${texts.measure}</span><select name="axis">${AXES.map((axis) => html`<option value=${axis} ?selected=${axis === (size?.axis ?? "height")}>${texts.axes[axis]}</option>`)}</select></label>
        <label><span>${texts.length}</span><input name="value" type="number" inputmode="decimal" required step="any" min="0.000001" .value=${size === null ? "" : String(size.value)} /></label>
        <label><span>${texts.unit}</span><select name="unit">${LENGTH_UNITS.map((unit) => html`<option value=${unit} ?selected=${unit === (size?.unit ?? "cm")}>${texts.units[unit]}</option>`)}</select></label>
        <button type="submit" aria-busy=${isSending}>${texts.setSize}</button>
        ${size === null ? nothing : html`<button type="button" class="quiet" ?disabled=${isSending} @click=${() => void this.#send(model, null, onSaved)}>${texts.forgetSize}</button>`}
      </div>
      <p class="line ${this.#sending?.phase === "failed" ? "danger" : "success"}" role="status">${this.#renderNews(texts)}</p>
    </form>`;
  }

  #renderNews(texts: ExportTexts): TemplateResult | string {
    if (this.#sending?.phase === "failed") return this.#sending.message;
    return this.#sending?.phase === "saved" ? html`${checkIcon(16)} ${texts.sizeSaved}` : "";
  }
}
