import { nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { AdminPanel } from "./admin-panel.ts";
import type { AdminTab } from "./admin-view.ts";

/**
 * What the host's operators need on an ordinary and on a bad day: the queue, all generations with each one's whole time line, all batches with
 * their items, stored archives, what services told, the ledger of credits, what is stored and what was used. Stuck generations can be looked after
 * or given up, batches paused, resumed, tried again and cancelled, archives deleted, deliveries replayed and credits corrected or refunded, each
 * with a reason that is written down.
 *
 * It works for those whom the server's `authorizeOperator` knows; everybody else sees that there is nothing. It is part of no bundle: import it
 * on the operators' page alone, `import "@model-3d/elements/admin.js"`.
 *
 * It looks anew by itself, but not while the page is hidden, a question is open, or more than a first page is shown.
 *
 * @csspart tabs - the row of tabs
 * @csspart pane - what the chosen tab shows
 * @csspart table - each list
 * @csspart timeline - the events of one generation
 */
export class Model3DAdmin extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles];

  static override properties: DefaultingDeclarations = {
    tab: { type: String, reflect: true, initial: "queue" },
    refreshSeconds: { type: Number, attribute: "refresh-seconds", initial: 15 },
  };

  /** `queue`, `generations`, `batches`, `archives`, `webhooks`, `ledger`, `storage`, `usage` or `log`. */
  declare tab: AdminTab;
  /** How often it looks anew, in seconds; 0 for only when it is asked to. */
  declare refreshSeconds: number;

  readonly #panel = new LazyPart<AdminPanel>(this, {
    fetch: async (messages, known) => {
      const [{ AdminPanel: Panel }, { adminStyles }, texts] = await Promise.all([import("./admin-panel.ts"), import("./admin.styles.ts"), messages.adminTexts()]);
      return { part: Object.assign(known ?? new Panel(this, this.link), { texts }), styles: adminStyles };
    },
    report: (error) => void this.report(error),
  });

  protected override willUpdate(): void {
    this.state = this.#panel.hasFailed ? "error" : (this.#panel.part?.state ?? "loading");
  }

  protected override render(): TemplateResult {
    return html`${this.#panel.render()}${this.#panel.part?.renderDialogs() ?? nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-admin": Model3DAdmin;
  }
}
