import { Task } from "@lit/task";
import { Model3DError, type Source } from "@model-3d/client";
import { isUuid, type Model } from "@model-3d/contract";
import type { ReactiveController } from "lit";
import { findModel } from "../models/find-model.ts";
import { SourceModels } from "../models/source-models.ts";
import { viewerFilesOf } from "../models/viewer-files.ts";
import type { Model3DViewer } from "./viewer.component.ts";

/** The file to show and the picture that stands for it until then. */
export interface Shown {
  src: string;
  /** A light file to show until that one is there. */
  low: string | null;
  /** The same model as USDZ, when it was made on the server. */
  usdz: string | null;
  poster: string | null;
  /** What the API says of it, where it does. */
  model: Model | null;
  /** Stays when the same version only gets a new address. */
  key: string;
}

/** What an id leads to: a model of the user's, or a file. */
type FoundById = { model: Model } | { address: string; poster: string | null };

/** Finds the file that a viewer's attributes mean, and follows the active version of a source. */
export class ShownFile implements ReactiveController {
  readonly #host: Model3DViewer;
  readonly #models: SourceModels;
  readonly #file;
  #source: Source | null = null;
  #shown: Shown | null = null;
  #sized: Model | null = null;
  #ownAddress: string | null = null;
  /** An own address ends with the stay in the page; back in it, there must be a new one. */
  #isReleased = false;

  constructor(host: Model3DViewer) {
    this.#host = host;
    this.#models = new SourceModels(host);
    this.#file = new Task(host, {
      args: () => [host.src === undefined && host.version === undefined && host.isNear ? host.modelId : undefined, host.activeClient] as const,
      task: async ([modelId, client], { signal }): Promise<FoundById | null> => {
        if (modelId === undefined) return null;
        if (!isUuid(modelId)) throw new Model3DError({ code: "invalid_request", status: 400, message: `model-id="${modelId}" is no id of a model: that is a UUID.` });
        const model = await findModel(client, modelId, signal);
        if (model !== null && viewerFilesOf(model) !== null) return { model };
        // Its file may be for this reader where the host lets more people look, though the model is not.
        if (!client.needsOwnFetch) return { address: client.modelFileUrl(modelId, "model.glb"), poster: client.modelFileUrl(modelId, "thumbnail.png") };
        const response = await client.fetchModelFile(modelId, "model.glb", { signal });
        return { address: this.#own(await response.blob()), poster: null };
      },
    });
    host.addController(this);
  }

  get current(): Shown | null {
    return this.#shown;
  }

  /** What the API says of what is shown, with the size that was said here since. */
  get model(): Model | null {
    const model = this.#shown?.model ?? null;
    return model !== null && model.id === this.#sized?.id ? { ...model, real_size: this.#sized.real_size } : model;
  }

  set model(sized: Model | null) {
    this.#sized = sized;
  }

  /** Whether there is something to wait for. */
  get isAsking(): boolean {
    if (this.#host.src !== undefined || this.#host.version !== undefined) return false;
    if (this.#host.modelId !== undefined) return true;
    return this.#source !== null && this.#models.entryOf(this.#source) === undefined;
  }

  /** Why the API did not tell the file. */
  get error(): unknown {
    if (this.#shown !== null) return undefined;
    return this.#host.modelId === undefined ? this.#models.error : this.#file.error;
  }

  /** Whether another file is to be shown than before. */
  update(): boolean {
    const { sourceType, sourceId } = this.#host;
    if (this.#source?.sourceId !== sourceId || this.#source?.sourceType !== sourceType) {
      this.#source = sourceId === undefined ? null : { sourceType, sourceId };
      void this.#models.trackOnly(this.#source === null ? [] : [this.#source]);
    }
    const next = this.#find();
    if (next !== null && next.key === this.#shown?.key) {
      this.#shown = { ...this.#shown, poster: next.poster, usdz: next.usdz, model: next.model };
      return false;
    }
    const isOther = next?.key !== this.#shown?.key;
    this.#shown = next;
    return isOther;
  }

  /** Asks anew, for instance because an address has run out. */
  async reload(): Promise<void> {
    this.#shown = null;
    if (this.#source !== null) await this.#models.refreshAll();
    if (this.#host.modelId !== undefined) await this.#file.run();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    if (this.#isReleased) void this.#file.run();
    this.#isReleased = false;
  }

  hostDisconnected(): void {
    this.#isReleased = this.#ownAddress !== null;
    this.#release();
  }

  #find(): Shown | null {
    const { src, modelId } = this.#host;
    const poster = this.#host.poster ?? null;
    const low = this.#host.srcLow ?? null;
    if (src !== undefined) return src === "" ? null : { src, low, usdz: null, poster, model: null, key: src };
    const byId = modelId === undefined ? null : (this.#file.value ?? null);
    if (byId !== null && "address" in byId) return { src: byId.address, low, usdz: null, poster: poster ?? byId.poster, model: null, key: byId.address };
    const followed = this.#source === null ? null : (this.#models.entryOf(this.#source)?.model ?? null);
    const model = this.#host.version ?? (modelId === undefined ? followed : (byId?.model ?? null));
    const files = model === null ? null : viewerFilesOf(model);
    if (model === null) return null;
    // Its address is signed anew with every answer; the file stays the same.
    if (files === null) return model.preview_url === undefined ? null : { src: model.preview_url, low: null, usdz: null, poster, model: null, key: `preview ${model.id}` };
    return { src: files.src, low: low ?? files.srcLow ?? null, usdz: files.iosSrc ?? null, poster: poster ?? files.poster ?? null, model, key: `model ${model.id}` };
  }

  #own(file: Blob): string {
    this.#release();
    this.#ownAddress = URL.createObjectURL(file);
    return this.#ownAddress;
  }

  #release(): void {
    if (this.#ownAddress !== null) URL.revokeObjectURL(this.#ownAddress);
    this.#ownAddress = null;
  }
}
