/** A place in a mask, in its pixels. */
export interface Place {
  x: number;
  y: number;
}

/** What of a mask has changed, in its pixels; right and bottom are behind it. */
export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Steps that can be taken back. */
const MAX_STEPS = 20;
/** How far a colour may be from the one that was pointed at, and from its neighbour, 0–255 a channel, to be the same background. */
const SAME_AS_POINTED = 46;
const SAME_AS_NEIGHBOUR = 14;
const OBJECT = 255;

/** What is object (255) and what is background (0) in a photo, to be painted on by hand and taken back step by step. */
export class EditableMask {
  readonly width: number;
  readonly height: number;
  /** One byte a pixel. */
  readonly coverage: Uint8Array;
  readonly #steps: Uint8Array[] = [];

  constructor(width: number, height: number, coverage: Uint8Array) {
    this.width = width;
    this.height = height;
    this.coverage = coverage.slice();
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  get whole(): Area {
    return { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** The share of the photo that is object. */
  get share(): number {
    return this.coverage.reduce((sum, value) => sum + value, 0) / (OBJECT * this.coverage.length);
  }

  /** Begins what is taken back as one. */
  beginStep(): void {
    this.#steps.push(this.coverage.slice());
    if (this.#steps.length > MAX_STEPS) this.#steps.shift();
  }

  undo(): void {
    const before = this.#steps.pop();
    if (before) this.coverage.set(before);
  }

  /** Takes another mask of the same size in place of this one, as a step. */
  replace(coverage: Uint8Array): void {
    this.beginStep();
    this.coverage.set(coverage);
  }

  /** A stroke of a round brush. */
  paint(from: Place, to: Place, radius: number, isObject: boolean): Area {
    const area = this.#within({ left: Math.min(from.x, to.x) - radius, top: Math.min(from.y, to.y) - radius, right: Math.max(from.x, to.x) + radius + 1, bottom: Math.max(from.y, to.y) + radius + 1 });
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = dx * dx + dy * dy;
    for (let y = area.top; y < area.bottom; y++) {
      for (let x = area.left; x < area.right; x++) {
        const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x + 0.5 - from.x) * dx + (y + 0.5 - from.y) * dy) / length));
        const distance = Math.hypot(x + 0.5 - from.x - along * dx, y + 0.5 - from.y - along * dy);
        // One pixel of softness, so that the outline has no steps.
        const share = Math.min(1, Math.max(0, radius + 0.5 - distance));
        if (share === 0) continue;
        const i = y * this.width + x;
        this.coverage[i] = Math.round(this.coverage[i]! + share * ((isObject ? OBJECT : 0) - this.coverage[i]!));
      }
    }
    return area;
  }

  /** What looks like the place that is pointed at and hangs together with it is background. @param rgba the photo in the mask's size */
  clearAlike(rgba: Uint8Array, { x, y }: Place): Area {
    const { width, height } = this;
    const start = Math.min(height - 1, Math.max(0, Math.floor(y))) * width + Math.min(width - 1, Math.max(0, Math.floor(x)));
    const seen = new Uint8Array(width * height);
    const queue = [start];
    seen[start] = 1;
    const visit = (from: number, to: number): void => {
      if (seen[to] === 1 || apart(rgba, from, to) > SAME_AS_NEIGHBOUR || apart(rgba, start, to) > SAME_AS_POINTED) return;
      seen[to] = 1;
      queue.push(to);
    };
    for (let at = 0; at < queue.length; at++) {
      const i = queue[at]!;
      if (i % width > 0) visit(i, i - 1);
      if (i % width < width - 1) visit(i, i + 1);
      if (i >= width) visit(i, i - width);
      if (i < width * (height - 1)) visit(i, i + width);
    }
    // Its rim as well, where the colours of both mix.
    for (const i of queue) for (const j of [i, i - 1, i + 1, i - width, i + width]) if (j >= 0 && j < seen.length) this.coverage[j] = 0;
    return this.whole;
  }

  #within({ left, top, right, bottom }: Area): Area {
    return { left: Math.max(0, Math.floor(left)), top: Math.max(0, Math.floor(top)), right: Math.min(this.width, Math.ceil(right)), bottom: Math.min(this.height, Math.ceil(bottom)) };
  }
}

function apart(rgba: Uint8Array, one: number, other: number): number {
  return Math.max(Math.abs(rgba[4 * one]! - rgba[4 * other]!), Math.abs(rgba[4 * one + 1]! - rgba[4 * other + 1]!), Math.abs(rgba[4 * one + 2]! - rgba[4 * other + 2]!));
}
