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
    for (const type of ["camera-change", "load"]) viewer.addEventListener(type, () => this.#move(), { signal });
    // The points are known once model-viewer has heard of its children and drawn them.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#move()));
  }

  remove(): void {
    this.#listening.abort();
    for (const anchor of this.#anchors) anchor.remove();
  }

  get #edges(): Edge[] {
    return chooseEdges(this.#viewer.getDimensions(), this.#viewer.getBoundingBoxCenter(), this.#viewer.getCameraOrbit().theta);
  }

  #move(): void {
    if (this.#listening.signal.aborted || !this.#viewer.loaded) return;
    const drawn = this.#edges.map(({ axis, from, to }) => ({ axis, from: this.#place(`${axis}-from`, from), to: this.#place(`${axis}-to`, to) }));
    this.#onMoved(drawn.filter((edge): edge is DrawnEdge => edge.from !== null && edge.to !== null));
  }

  #place(name: string, point: Point): { x: number; y: number } | null {
    this.#viewer.updateHotspot({ name: `${HOTSPOT}-${name}`, position: write(point) });
    return this.#viewer.queryHotspot(`${HOTSPOT}-${name}`)?.canvasPosition ?? null;
  }
}
