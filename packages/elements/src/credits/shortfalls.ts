import type { Model3DClient } from "@model-3d/client";
import type { Model, ShortCharge } from "@model-3d/contract";

/** Tells of every model whose credits were not all there, once, however it becomes known. */
export class Shortfalls {
  readonly #told = new Set<string>();
  readonly #onShort: (short: ShortCharge) => void;

  constructor(onShort: (short: ShortCharge) => void) {
    this.#onShort = onShort;
  }

  tell(short: ShortCharge | undefined): void {
    if (short === undefined || this.#told.has(short.modelId)) return;
    this.#told.add(short.modelId);
    this.#onShort(short);
  }

  /** For a page without an event stream, which hears of no charge. */
  async lookUp(client: Model3DClient, model: Model): Promise<void> {
    if (this.#told.has(model.id)) return;
    const { charged, short } = (await client.generationStatus(model.task_id ?? model.id)).credits;
    if (short > 0) this.tell({ modelId: model.id, charged, short });
  }
}
