import type { ReactiveController } from "lit";
import type { Model3DElement } from "../base/model-3d-element.ts";
import type { ViewerToolTexts } from "../locale/en-viewer-tools.ts";
import type { Messages } from "../locale/locale.ts";
import type { Model3DViewer } from "./viewer.component.ts";

type Tools = typeof import("./tools/load-tools.ts");

/** Fetches the tools once a model shows and something of them is wanted, and keeps the wireframe as the page has it. */
export class ToolLoader implements ReactiveController {
  readonly #host: Model3DViewer;
  #tools: Tools | null = null;
  #isLoading = false;
  #wasReady = false;
  #texts: ViewerToolTexts | undefined;
  #textsOf: Messages | undefined;
  /** The model whose wireframe was looked at last: another one comes with its surface drawn. */
  #drawn: { model: unknown; isWireframe: boolean } = { model: undefined, isWireframe: false };

  constructor(host: Model3DViewer) {
    this.#host = host;
    host.addController(this);
    // Another variant brings other materials.
    host.addEventListener("variant-applied", () => {
      this.#drawn = { model: undefined, isWireframe: false };
      host.requestUpdate();
    });
  }

  get isReady(): boolean {
    return this.#tools !== null && this.#texts !== undefined;
  }

  get texts(): ViewerToolTexts | undefined {
    return this.#texts;
  }

  /** Whether there is any tool to offer. */
  get isWanted(): boolean {
    return this.#host.tools === undefined || !["", "none"].includes(this.#host.tools.trim());
  }

  /** Once there they stay, with what is open in them, also while another file comes. */
  get isShown(): boolean {
    return this.isWanted && this.isReady && (this.#wasReady || this.#host.state === "ready");
  }

  /** There is nothing that they could do anything with. */
  get isHidden(): boolean {
    return this.#host.state === "error" || this.#host.state === "empty";
  }

  hostUpdated(): void {
    if (this.#host.state === "ready") this.#wasReady = true;
    const { state, dimensions, wireframe } = this.#host;
    if (state !== "ready") return;
    if (this.isWanted || dimensions || wireframe) {
      void this.#load();
      void this.#read(this.#host.messages);
    }
    this.#drawWireframe();
  }

  async #load(): Promise<void> {
    if (this.#tools !== null || this.#isLoading) return;
    this.#isLoading = true;
    try {
      const tools = await import("./tools/load-tools.ts");
      tools.registerTools((this.#host.constructor as typeof Model3DElement).tagPrefix);
      this.#tools = tools;
      this.#host.requestUpdate();
    } catch {
      // The model shows without them; the next model tries again.
    } finally {
      this.#isLoading = false;
    }
  }

  async #read(messages: Messages): Promise<void> {
    if (this.#textsOf === messages) return;
    this.#textsOf = messages;
    const texts = await messages.viewerToolTexts().catch(() => undefined);
    if (this.#textsOf !== messages || texts === undefined) return;
    this.#texts = texts;
    this.#host.requestUpdate();
  }

  #drawWireframe(): void {
    const { modelViewer, wireframe } = this.#host;
    const model = modelViewer?.model;
    const wasDrawn = this.#drawn.model === model && this.#drawn.isWireframe;
    if (this.#tools === null || modelViewer === null || wireframe === wasDrawn) return;
    this.#tools.drawWireframe(modelViewer, wireframe);
    this.#drawn = { model, isWireframe: wireframe };
  }
}
