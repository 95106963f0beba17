import { Model3DElement } from "@model-3d/elements";
import { css, html, type TemplateResult } from "lit";

const TONES = ["", "primary", "warning", "danger", "quiet"];
const NAMES: Readonly<Record<string, string>> = { "": "Plain", primary: "Main", warning: "Being made", danger: "Deletes", quiet: "Quiet" };

/** Buttons, badges and waiting places as all elements draw them, in each of their states. */
class DesignControls extends Model3DElement {
  static override styles = [
    Model3DElement.styles,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--_space-3);
        margin-block: var(--_space-3);
      }

      .places {
        display: grid;
        gap: var(--_space-3);
        max-width: 320px;
      }

      .skeleton {
        height: 40px;
      }

      .bar {
        width: 45%;
      }
    `,
  ];

  constructor() {
    super();
    this.state = "ready";
  }

  protected override render(): TemplateResult {
    const row = (title: string, attributes: { isDisabled?: boolean; isBusy?: boolean }): TemplateResult =>
      html`<div class="row" role="group" aria-label=${title}>
        ${TONES.map((tone) => html`<button type="button" class=${tone} ?disabled=${attributes.isDisabled ?? false} aria-busy=${attributes.isBusy ?? false}>${NAMES[tone]}: ${title}</button>`)}
      </div>`;
    return html`${row("ready", {})} ${row("disabled", { isDisabled: true })} ${row("busy", { isBusy: true })}
      <div class="row"><span class="badge">Neutral</span><span class="badge success">Ready</span><span class="badge warning">Being made</span><span class="badge danger">Failed</span></div>
      <div class="places">
        <div class="progress" role="progressbar" aria-label="Progress" aria-valuenow="45"><span class="bar"></span></div>
        <div class="progress waiting" role="progressbar" aria-label="Waiting"></div>
        <div class="skeleton"></div>
      </div>`;
  }
}

customElements.define("design-controls", DesignControls);
