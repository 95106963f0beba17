import { Task, TaskStatus } from "@lit/task";
import { Model3DError } from "@model-3d/client";
import type { Model, StreamEvent } from "@model-3d/contract";
import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { findModel } from "../models/find-model.ts";
import { isRunning } from "../models/source-models.ts";
import { statusStyles } from "./status.styles.ts";

/**
 * One model's state as a badge. Give it a `model` that you have, or a `model-id` to be looked up.
 *
 * @csspart badge - the badge
 */
export class Model3DStatus extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, statusStyles];

  static override properties: DefaultingDeclarations = {
    modelId: { type: String, attribute: "model-id" },
    model: { attribute: false, takesNull: true },
  };

  /** The version to look up; not needed with `model`. */
  declare modelId: string | undefined;
  /** `null` says that there is none. */
  declare model: Model | null | undefined;

  readonly #stream = new EventStreamController(
    this,
    { onEvent: (event) => this.#handleEvent(event), onReset: () => void this.#lookUp.run() },
    () => this.model === undefined && this.modelId !== undefined,
  );

  readonly #lookUp = new Task(this, {
    args: () => [this.model === undefined ? this.modelId : undefined, this.activeClient] as const,
    task: async ([modelId, client], { signal }) => {
      if (modelId === undefined) return null;
      // What is known of another one says nothing about this.
      if (this.#found?.id !== modelId.toLowerCase()) this.#found = null;
      await this.#stream.ready;
      const found = await findModel(client, modelId, signal);
      if (found === null) throw new Model3DError({ code: "not_found", status: 404, message: `There is no model ${modelId} of this user.` });
      return found;
    },
    onComplete: (model) => (this.#found = model),
    onError: (error) => void this.report(error),
  });

  #found: Model | null = null;

  protected override willUpdate(): void {
    const model = this.#shown;
    if (model === undefined) this.state = this.#lookUp.status === TaskStatus.ERROR ? "error" : "loading";
    else this.state = model === null ? "empty" : "ready";
  }

  get #shown(): Model | null | undefined {
    if (this.model !== undefined) return this.model;
    if (this.modelId === undefined) return null;
    return this.#found ?? undefined;
  }

  #handleEvent(event: StreamEvent): void {
    if (!("model" in event) || this.model !== undefined || event.model.id !== this.#found?.id) return;
    const { status, progress, is_active, task_error } = event.model;
    this.#found = { ...this.#found, status, progress, is_active, task_error };
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { messages } = this;
    const model = this.#shown;
    if (model === undefined) return this.state === "error" ? this.#renderError() : html`<span class="skeleton" role="img" aria-label=${messages.itemsLoading}></span>`;
    if (model === null) return badge("", messages.statusNone);
    if (isRunning(model)) return model.status === "PENDING" ? badge("warning", messages.statusPending) : badge("warning", messages.statusInProgress(model.progress), model.progress);
    if (model.status === "SUCCEEDED") return badge("success", messages.statusReady);
    return badge("danger", model.status === "EXPIRED" ? messages.statusExpired : messages.statusFailed);
  }

  #renderError(): TemplateResult {
    const { error } = this.#lookUp;
    const isMissing = error instanceof Model3DError && error.code === "not_found";
    return badge("", isMissing ? this.messages.statusMissing : this.messages.statusUnknown);
  }
}

function badge(tone: "" | "success" | "warning" | "danger", text: string, progress?: number): TemplateResult {
  return html`<span class="badge ${tone}" part="badge">${tone === "" ? nothing : html`<span class=${progress === undefined ? "dot" : "ring"} .style=${`--_progress:${progress ?? 0}`}></span>`}${text}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-status": Model3DStatus;
  }
}
