import type { Batch } from "@model-3d/contract";
import type { BatchView } from "./batch-view.ts";

/** A screen reader hears of progress in steps of so many per cent, and of every change of state. */
const STEP_PERCENT = 25;

/** Turns what is known of a batch into the little that is worth being said aloud, and tells the page once that it is done. */
export class BatchNewsReader {
  readonly #view: BatchView;
  #before: { key: string; isDone: boolean } | undefined;
  text = "";

  constructor(view: BatchView) {
    this.#view = view;
  }

  forget(): void {
    this.#before = undefined;
    this.text = "";
  }

  read(batch: Batch): void {
    const { status, progress, counts } = batch;
    const isDone = batch.status === "DONE";
    const key = `${status} ${Math.floor(progress / STEP_PERCENT)}`;
    const before = this.#before;
    this.#before = { key, isDone };
    // What is there at first is read where it stands.
    if (before === undefined || before.key === key) return;
    const { texts, link } = this.#view;
    this.text = isDone ? texts.doneNews(counts.succeeded, counts.failed) : texts.news(texts.state(status), progress);
    if (isDone && !before.isDone) link.emit("model-3d-batch-done", { batch });
  }
}
