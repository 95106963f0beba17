const CHUNK_BYTES = 256 * 1024;

/** Text that is written bit by bit and leaves as UTF-8 in large pieces: `take()` gives what is full, `end()` the rest. */
export class TextChunks {
  readonly #encoder = new TextEncoder();
  readonly #full: Uint8Array[] = [];
  #buffer = new Uint8Array(CHUNK_BYTES);
  #used = 0;

  add(text: string): void {
    // A unit of UTF-16 takes three bytes of UTF-8 at most.
    if (this.#used + text.length * 3 > this.#buffer.length) this.#close(text.length * 3);
    this.#used += this.#encoder.encodeInto(text, this.#buffer.subarray(this.#used)).written;
  }

  take(): Uint8Array[] {
    return this.#full.splice(0);
  }

  end(): Uint8Array[] {
    this.#close(0);
    return this.take();
  }

  #close(needed: number): void {
    if (this.#used > 0) this.#full.push(this.#buffer.subarray(0, this.#used));
    this.#buffer = new Uint8Array(Math.max(CHUNK_BYTES, needed));
    this.#used = 0;
  }
}

/** A number with at most `digits` digits behind the point, without zeros at its end and without an exponent. */
export function decimal(value: number, digits = 6): string {
  const factor = 10 ** digits;
  const rounded = Math.round(value * factor) / factor;
  if (Object.is(rounded, -0)) return "0";
  const text = String(rounded);
  return text.includes("e") ? rounded.toFixed(digits).replace(/\.?0+$/, "") : text;
}
