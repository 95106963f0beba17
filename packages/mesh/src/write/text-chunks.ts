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

const MOST_DIGITS = 12;
const FACTORS = Array.from({ length: MOST_DIGITS + 1 }, (_, digits) => 10 ** digits);
const ZEROS = FACTORS.map((_, digits) => "0".repeat(digits));
/** Below it whole numbers become text by a short cut that engines have. */
const SMALL = 2 ** 31;

/** A number with at most `digits` digits (0–12) behind the point, without zeros at its end and without an exponent. */
export function decimal(value: number, digits = 6): string {
  const factor = FACTORS[digits]!;
  const signed = Math.round(value * factor);
  const scaled = Math.abs(signed);
  if (scaled === 0) return "0";
  const sign = signed < 0 ? "-" : "";
  if (!(scaled < SMALL)) return longDecimal(signed / factor, digits);
  const whole = Math.floor(scaled / factor);
  let [rest, places] = [scaled - whole * factor, digits];
  if (rest === 0) return `${sign}${whole}`;
  for (; rest % 10 === 0; rest /= 10) places -= 1;
  const tail = String(rest);
  return `${sign}${whole}.${ZEROS[places - tail.length]!}${tail}`;
}

function longDecimal(rounded: number, digits: number): string {
  // From here on, what formats numbers writes exponents.
  if (Math.abs(rounded) >= 1e21) return String(BigInt(rounded));
  const text = String(rounded);
  return text.includes("e") ? rounded.toFixed(digits).replace(/\.?0+$/, "") : text;
}
