import type { ReactiveController } from "lit";
import { createModelViewer } from "./create-model-viewer.ts";
import { textureLimit } from "./device.ts";
import type { ViewerFault } from "./find-fault.ts";
import { forwardEvents } from "./forward-events.ts";
import { canDraw, forgetFile, isContextLost, loadModelViewer, onContextBack, preloadFile, renewContext, type ModelViewerElement } from "./load-model-viewer.ts";
import { RealScale } from "./real-scale.ts";
import type { Shown } from "./shown-file.ts";
import type { Model3DViewer } from "./viewer.component.ts";
import { faultOf, limitTextures } from "./watch-files.ts";

/** A context that comes back within this time is no news to the reader. */
const CONTEXT_GRACE_MS = 2000;

/** Brings a file into the `<model-viewer>` inside: the light one first where there is one, and again after something went wrong. */
export class LoadingModel implements ReactiveController {
  readonly #host: Model3DViewer;
  readonly scale: RealScale;
  #element: ModelViewerElement | null = null;
  #isPreparing = false;
  /** When it began to load what it shows, in milliseconds. */
  #begunAt = 0;
  #shown: Shown | null = null;
  #quality: "low" | "full" = "full";
  #listening: AbortController | undefined;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  isLoaded = false;
  progress = 0;
  fault: ViewerFault | null = null;

  constructor(host: Model3DViewer) {
    this.#host = host;
    this.scale = new RealScale(host);
    host.addController(this);
  }

  /** The `<model-viewer>`, once it is needed. */
  get element(): ModelViewerElement | null {
    return this.#element;
  }

  hostConnected(): void {
    if (this.#element === null) return;
    this.#listen(this.#element);
    if (this.#element.loaded && !this.isLoaded) void this.#handleLoad(this.#element.src);
  }

  hostUpdated(): void {
    const viewer = this.#element;
    // Once it has been given what the host says now.
    if (viewer !== null && this.isLoaded) void this.#host.updateComplete.then(() => this.scale.apply(viewer));
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    clearTimeout(this.#graceTimer);
  }

  /** Takes another file, or none. */
  show(shown: Shown | null): void {
    this.#shown = shown;
    this.isLoaded = false;
    this.progress = 0;
    this.fault = null;
    this.#quality = shown?.low == null ? "full" : "low";
    this.#begunAt = performance.now();
    if (this.#element !== null) this.#setSource();
  }

  /** Fetches what it needs to draw, once. */
  async prepare(): Promise<void> {
    if (this.#isPreparing || this.#element !== null || this.fault !== null) return;
    this.#isPreparing = true;
    this.#begunAt = performance.now();
    try {
      if (canDraw()) await loadModelViewer();
      if (!canDraw()) return this.#fail({ kind: "no_webgl" });
      this.#element = createModelViewer();
      if (this.#host.isConnected) this.#listen(this.#element);
      this.#setSource();
    } catch {
      this.#fail({ kind: "unreachable" });
    } finally {
      this.#isPreparing = false;
      this.#host.requestUpdate();
    }
  }

  /** Makes ready for another attempt. */
  async restart(): Promise<void> {
    // A file that was read is in order, and other viewers show it: freeing its pictures would leave them black.
    const isFileWrong = this.fault?.kind !== "context_lost" && this.fault?.kind !== "no_webgl";
    const addresses = isFileWrong ? [this.#shown?.src, this.#shown?.low] : [];
    this.#listening?.abort();
    this.#element = null;
    // Until all is clean the fault stays: it keeps the next element from being made.
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    renewContext();
    for (const address of addresses) if (address != null) await forgetFile(address);
    this.show(this.#shown);
    this.#host.requestUpdate();
  }

  #setSource(): void {
    const viewer = this.#element;
    const address = this.#quality === "low" ? this.#shown?.low : this.#shown?.src;
    if (viewer === null) return;
    if (address == null) return viewer.removeAttribute("src");
    limitTextures(address, textureLimit(this.#host.maxTextureSize));
    viewer.src = address;
  }

  #listen(viewer: ModelViewerElement): void {
    this.#listening?.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    viewer.addEventListener("load", (event: Event) => void this.#handleLoad((event as CustomEvent<{ url: string }>).detail.url), { signal });
    viewer.addEventListener("error", (event: Event) => this.#handleError((event as CustomEvent<{ type: string }>).detail.type), { signal });
    viewer.addEventListener("progress", (event: Event) => this.#handleProgress((event as CustomEvent<{ totalProgress: number }>).detail.totalProgress), { signal });
    forwardEvents(viewer, this.#host, signal);
    onContextBack(() => this.#handleContextBack(), signal);
  }

  async #handleLoad(url: string | null): Promise<void> {
    const viewer = this.#element;
    const shown = this.#shown;
    // What was asked for before it is of no interest any more.
    if (viewer === null || shown === null || url !== viewer.src) return;
    // A file that could not be read is shown as an empty model by model-viewer, which says nothing.
    if (viewer.originalGltfJson == null) return this.#handleFailure();
    await this.scale.apply(viewer);
    if (this.#element !== viewer || this.#shown?.key !== shown.key) return;
    this.isLoaded = true;
    // Made, or back in the page, while nothing can be drawn: it is told when something can.
    if (isContextLost()) return this.#fail({ kind: "context_lost" });
    this.#host.handleModelLoad(url ?? shown.src, this.#quality, (performance.now() - this.#begunAt) / 1000);
    if (this.#quality === "low") await this.#improve(viewer, shown);
  }

  /** Puts the full file in the place of the light one, without a gap and without turning the model back. */
  async #improve(viewer: ModelViewerElement, shown: Shown): Promise<void> {
    limitTextures(shown.src, textureLimit(this.#host.maxTextureSize));
    await preloadFile(shown.src, viewer);
    if (this.#element !== viewer || this.#shown?.key !== shown.key || this.#quality === "full") return;
    this.#quality = "full";
    // The light one is better than none.
    if (faultOf(shown.src) !== null) return;
    const fieldOfView = viewer.getFieldOfView();
    viewer.addEventListener("before-render", () => void (viewer.fieldOfView = `${fieldOfView}deg`), { once: true });
    viewer.src = shown.src;
  }

  #handleError(type: string): void {
    if (type !== "webglcontextlost") return this.#handleFailure();
    clearTimeout(this.#graceTimer);
    this.#graceTimer = setTimeout(() => this.#fail({ kind: "context_lost" }), CONTEXT_GRACE_MS);
  }

  #handleContextBack(): void {
    clearTimeout(this.#graceTimer);
    if (this.fault?.kind !== "context_lost") return this.#host.requestUpdate();
    this.fault = null;
    this.#host.requestUpdate();
    // Whoever was told that it is gone hears that it is back.
    if (this.isLoaded && this.#element?.src != null) this.#host.handleModelLoad(this.#element.src, this.#quality, 0);
  }

  #handleFailure(): void {
    const src = this.#element?.src ?? "";
    if (this.#quality === "low") {
      this.#quality = "full";
      return this.#setSource();
    }
    if (this.#element?.src === src) this.#fail(faultOf(src) ?? { kind: "unreadable" });
  }

  #fail(fault: ViewerFault): void {
    this.fault = fault;
    this.#host.requestUpdate();
  }

  #handleProgress(progress: number): void {
    this.progress = progress;
    this.#host.handleModelProgress(progress);
  }
}
