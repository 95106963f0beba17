import type { ModelViewerElement } from "../load-model-viewer.ts";

type Axis = "width" | "height" | "depth";
interface Point {
  x: number;
  y: number;
  z: number;
}
interface Edge {
  axis: Axis;
  from: Point;
  to: Point;
}

export interface DrawnEdge {
  axis: Axis;
  from: { x: number; y: number };
  to: { x: number; y: number };
}

const HOTSPOT = "hotspot-model-3d-edge";
/** Distance of the lines from the model, as a share of its longest side. */
const GAP = 0.04;
/** Space between the ends of the lines and the sides of the viewer, in pixels: half a label's height. */
const MARGIN = 16;
const DEGREES = 180 / Math.PI;

/** The three edges of the box to measure along, on the sides that the camera sees from where it is. */
function chooseEdges({ x: width, y: height, z: depth }: Point, centre: Point, theta: number): Edge[] {
  const gap = Math.max(width, height, depth) * GAP;
  const [right, left] = [centre.x + width / 2, centre.x - width / 2];
  const [front, back] = [centre.z + depth / 2, centre.z - depth / 2];
  const [bottom, top] = [centre.y - height / 2, centre.y + height / 2];
  const nearZ = Math.cos(theta) >= 0 ? front + gap : back - gap;
  const nearX = Math.sin(theta) >= 0 ? right + gap : left - gap;
  // The upright stands where the outline of the box ends, on the side away from the depth's line.
  const uprightX = Math.sin(theta) >= 0 ? left - gap : right + gap;
  return [
    { axis: "width", from: { x: left, y: bottom, z: nearZ }, to: { x: right, y: bottom, z: nearZ } },
    { axis: "depth", from: { x: nearX, y: bottom, z: back }, to: { x: nearX, y: bottom, z: front } },
    { axis: "height", from: { x: uprightX, y: bottom, z: nearZ }, to: { x: uprightX, y: top, z: nearZ } },
  ];
}

const write = ({ x, y, z }: Point): string => `${x}m ${y}m ${z}m`;

/** Follows the edges of a model's bounding box over the screen, by points that model-viewer itself moves with the model. */
export class DimensionLines {
  readonly #viewer: ModelViewerElement;
  readonly #anchors: HTMLElement[] = [];
  readonly #listening = new AbortController();
  readonly #onMoved: (edges: DrawnEdge[]) => void;
  #isFitted = false;
  #isWidened = false;

  /** Tells where the edges are, at once and whenever the camera moves. */
  constructor(viewer: ModelViewerElement, onMoved: (edges: DrawnEdge[]) => void) {
    this.#viewer = viewer;
    this.#onMoved = onMoved;
    for (const edge of this.#edges) {
      for (const [end, point] of [["from", edge.from], ["to", edge.to]] as const) {
        const anchor = document.createElement("span");
        anchor.slot = `${HOTSPOT}-${edge.axis}-${end}`;
        anchor.dataset.position = write(point);
        anchor.hidden = true;
        this.#anchors.push(anchor);
      }
    }
    viewer.append(...this.#anchors);
    const { signal } = this.#listening;
    viewer.addEventListener("load", () => (this.#isFitted = false), { signal });
    for (const type of ["camera-change", "load"]) viewer.addEventListener(type, () => this.#move(), { signal });
    // The points are known once model-viewer has heard of its children and drawn them.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#move()));
  }

  remove(): void {
    this.#listening.abort();
    for (const anchor of this.#anchors) anchor.remove();
    this.#unfit();
  }

  get #edges(): Edge[] {
    return chooseEdges(this.#viewer.getDimensions(), this.#viewer.getBoundingBoxCenter(), this.#viewer.getCameraOrbit().theta);
  }

  #move(): void {
    if (this.#listening.signal.aborted || !this.#viewer.loaded) return;
    const drawn = this.#edges.map(({ axis, from, to }) => ({ axis, from: this.#place(`${axis}-from`, from), to: this.#place(`${axis}-to`, to) }));
    const edges = drawn.filter((edge): edge is DrawnEdge => edge.from !== null && edge.to !== null);
    if (edges.length === drawn.length) this.#fit(edges);
    this.#onMoved(edges);
  }

  /** The camera frames the model alone: the lines around it need a wider view, once; from then on it is the reader's. */
  #fit(edges: readonly DrawnEdge[]): void {
    if (this.#isFitted) return;
    this.#isFitted = true;
    const [centreX, centreY] = [this.#viewer.clientWidth / 2, this.#viewer.clientHeight / 2];
    if (Math.min(centreX, centreY) <= MARGIN) return;
    const shares = edges.flatMap(({ from, to }) => [from, to].flatMap(({ x, y }) => [Math.abs(x - centreX) / (centreX - MARGIN), Math.abs(y - centreY) / (centreY - MARGIN)]));
    const share = Math.max(...shares);
    if (share <= 1) return;
    const wider = `${2 * Math.atan(Math.tan(this.#viewer.getFieldOfView() / DEGREES / 2) * share) * DEGREES}deg`;
    Object.assign(this.#viewer, { maxFieldOfView: wider, fieldOfView: wider });
    this.#isWidened = true;
  }

  #unfit(): void {
    if (!this.#isWidened) return;
    const asSet = (attribute: string): string => this.#viewer.getAttribute(attribute) ?? "auto";
    Object.assign(this.#viewer, { maxFieldOfView: asSet("max-field-of-view"), fieldOfView: asSet("field-of-view") });
  }

  #place(name: string, point: Point): { x: number; y: number } | null {
    this.#viewer.updateHotspot({ name: `${HOTSPOT}-${name}`, position: write(point) });
    return this.#viewer.queryHotspot(`${HOTSPOT}-${name}`)?.canvasPosition ?? null;
  }
}
