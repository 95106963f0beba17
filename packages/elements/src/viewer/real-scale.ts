import type { RealSize } from "@model-3d/contract";
import type { ModelViewerElement } from "./load-model-viewer.ts";
import type { Model3DViewer } from "./viewer.component.ts";

/** How many of each unit make a metre. */
export const PER_METRE = { mm: 1000, cm: 100, m: 1, in: 1 / 0.0254 } as const;
const SIDES = { width: "x", height: "y", depth: "z" } as const;
const WRITTEN = /^\s*(height|width|depth)\s+(\d+(?:\.\d+)?)\s*(mm|cm|m|in)\s*$/;

/** `height 12 cm`, as an attribute says it; what says no such size stays the text that it is. */
export function readRealSize(text: string | null): unknown {
  const [, axis, value, unit] = WRITTEN.exec(text ?? "") ?? [];
  return axis === undefined ? text || undefined : { axis, value: Number(value), unit };
}

export const isRealSize = (size: unknown): boolean => {
  const { axis, value, unit } = (size ?? {}) as Partial<RealSize>;
  return size === null || (axis !== undefined && axis in SIDES && unit !== undefined && unit in PER_METRE && Number(value) > 0);
};

/** Gives a model the size of the real thing, so that it stands so in the room and its dimensions are true. */
export class RealScale {
  readonly #host: Model3DViewer;
  #factor = 1;

  constructor(host: Model3DViewer) {
    this.#host = host;
  }

  /** For model-viewer's `scale`; `undefined` where the model is as large as it says. */
  get attribute(): string | undefined {
    return this.#factor === 1 ? undefined : Array.from({ length: 3 }, () => this.#factor.toPrecision(9)).join(" ");
  }

  /** The real size that was said by the page or is kept by the API; `null` where there is none. */
  get size(): RealSize | null {
    const { realSize, file } = this.#host;
    return realSize === undefined ? (file.model?.real_size ?? null) : realSize;
  }

  /** Measures what is shown and scales it, without moving the camera for the reader's eyes. A `scale` of the page's own stays, if it says anything. */
  async apply(viewer: ModelViewerElement): Promise<void> {
    // What is measured is as large as it was last told to be.
    await viewer.updateComplete;
    if (this.#host.ownScale !== undefined) return;
    const factor = this.#measure(viewer, this.size);
    if (Math.abs(factor / this.#factor - 1) < 1e-6) return;
    this.#factor = factor;
    viewer.setAttribute("scale", this.attribute ?? "1 1 1");
    await viewer.updateComplete;
    await viewer.updateFraming();
    viewer.jumpCameraToGoal();
    this.#host.requestUpdate();
  }

  /** By how much it is to be scaled; 1 where no size was said, and for a model that is flat along it. */
  #measure(viewer: ModelViewerElement, size: RealSize | null): number {
    if (size === null) return 1;
    const factor = size.value / PER_METRE[size.unit] / (viewer.getDimensions()[SIDES[size.axis]] / this.#factor);
    return Number.isFinite(factor) && factor > 0 ? factor : 1;
  }
}
