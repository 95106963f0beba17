import { Model3DError, type Model3DClient, type Source } from "@model-3d/client";
import type { Model, StreamEvent } from "@model-3d/contract";
import type { CompleteImages } from "../confirm/confirm-question.ts";
import { checkGeneration } from "../generate/check-generation.ts";
import { GenerationStarter, isMadeAlready } from "../generate/start-generation.ts";
import { Shortfalls } from "../credits/shortfalls.ts";
import type { FailedDetail, StartedDetail } from "../base/events.ts";
import type { Messages } from "../locale/locale.ts";
import type { ToastTone } from "../toasts/toasts.component.ts";
import type { GalleryItem } from "./gallery-item.ts";

/** What the gallery lends to its generations. */
export interface GenerationsHost {
  readonly gallery: { readonly activeClient: Model3DClient; readonly messages: Messages; requestUpdate(): void };
  /** Asks the user; `null` when they do not want to. */
  ask(item: GalleryItem): Promise<CompleteImages | null> | undefined;
  /** Newer news `about` the same takes the place of older. */
  toast(text: string, tone: ToastTone, about?: string): void;
  /** Tells the page of an error and gives the words for it. */
  report(error: unknown): string;
  refresh(item: GalleryItem): Promise<void>;
  /** Whether a model of it is being made, as far as is known. */
  isMaking(item: GalleryItem): boolean;
  nameOf(item: GalleryItem): string;
  /** Whether models are made though their credits are not all there. */
  mayFallShort(): boolean;
  onStarted(started: StartedDetail): void;
  onReady(model: Model): void;
  onFailed(failed: FailedDetail): void;
}

/** What toasts on how far one is are about. */
const statusOf = ({ sourceId }: Source): string => `status of ${sourceId.toLowerCase()}`;

/** Starts and follows the generations of the items of a gallery, and tells of each what is to be told, once. */
export class Generations {
  readonly #host: GenerationsHost;
  readonly #starter = new GenerationStarter();
  readonly #busy = new Set<string>();
  /** Models whose failure a toast has told of: a refusal comes as the request's answer and as news. */
  readonly #toldFailed = new Set<string>();
  readonly #shortfalls = new Shortfalls(({ charged, short }) => this.#host.toast(this.#host.gallery.messages.creditsShort(charged, short), "warning"));
  #toldLow = false;

  constructor(host: GenerationsHost) {
    this.#host = host;
  }

  /** Whether a request for this item is on its way. */
  isBusy({ sourceId }: Source): boolean {
    return this.#busy.has(sourceId);
  }

  /** Resolves to whether a generation was asked for. */
  async start(item: GalleryItem): Promise<boolean> {
    const host = this.#host;
    const tellSlow = (): void => host.toast(host.gallery.messages.stillWaiting, "info", statusOf(item));
    if (this.isBusy(item)) {
      tellSlow();
      return false;
    }
    const images = await host.ask(item);
    if (images === undefined || images === null) return false;
    const { sourceType, sourceId } = item;
    await this.#whileBusy(item, async () => {
      try {
        const { taskId, modelId, version, message } = await this.#starter.start(host.gallery.activeClient, item, images, tellSlow);
        host.onStarted({ sourceType, sourceId, taskId, modelId, version });
        host.toast(host.gallery.messages.describeStart(message), "info");
      } catch (error) {
        await host.refresh(item);
        // Only the answer was lost: the card shows how far it is.
        if (error instanceof Model3DError && error.code === "network_error" && host.isMaking(item)) return;
        throw error;
      }
      await host.refresh(item);
    });
    return true;
  }

  /** Asks how far it is and tells the per cent. */
  async check(item: GalleryItem, generation: Model): Promise<void> {
    const host = this.#host;
    if (this.isBusy(item)) return;
    return this.#whileBusy(item, async () => {
      try {
        const news = await checkGeneration(host.gallery.activeClient, generation, host.nameOf(item), host.gallery.messages);
        if (news !== null) host.toast(news.text, news.tone, statusOf(item));
      } finally {
        await host.refresh(item);
      }
    });
  }

  /** News of one that has come to its end. */
  finish(item: GalleryItem, model: Model): void {
    const { messages } = this.#host.gallery;
    const { sourceType, sourceId } = item;
    const title = this.#host.nameOf(item);
    if (model.status === "SUCCEEDED") {
      this.#host.toast(messages.toastReady(title), "success", statusOf(item));
      if (this.#host.mayFallShort()) this.#shortfalls.lookUp(this.#host.gallery.activeClient, model).catch(this.#host.report);
      return this.#host.onReady(model);
    }
    const reason = model.task_error ?? messages.failedWithoutReason;
    this.#tellFailure(model.id, messages.toastFailed(title, reason));
    this.#host.onFailed({ sourceType, sourceId, modelId: model.id, reason });
  }

  /** News of the balance: that it runs low, and that it did not do for a model, is told once. */
  tellCredits({ available, low, short }: Extract<StreamEvent, { type: "credits.changed" }>): void {
    this.#shortfalls.tell(short);
    if (low && !this.#toldLow) this.#host.toast(this.#host.gallery.messages.toastLowCredits(available), "warning");
    this.#toldLow = low;
  }

  #tellFailure(modelId: unknown, text: string): void {
    if (typeof modelId === "string") {
      if (this.#toldFailed.has(modelId)) return;
      this.#toldFailed.add(modelId);
    }
    this.#host.toast(text, "danger");
  }

  async #whileBusy({ sourceId }: GalleryItem, work: () => Promise<void>): Promise<void> {
    this.#setBusy(sourceId, true);
    try {
      await work();
    } catch (error) {
      const text = this.#host.report(error);
      if (isMadeAlready(error)) this.#host.toast(text, "warning");
      else this.#tellFailure(error instanceof Model3DError ? error.details.modelId : undefined, text);
    }
    this.#setBusy(sourceId, false);
  }

  #setBusy(sourceId: string, isBusy: boolean): void {
    if (isBusy) this.#busy.add(sourceId);
    else this.#busy.delete(sourceId);
    this.#host.gallery.requestUpdate();
  }
}
