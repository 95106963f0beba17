import { decimal } from "./text-chunks.ts";

const CHUNK_BYTES = 256 * 1024;
/** More than a number or a piece of plain text that is added at once may have. */
const MOST_AT_ONCE = 64;
/** Below it whole numbers are exact in 32 bits, by which division is quick. */
const SMALL = 2 ** 31;
const [ZERO, MINUS, POINT] = [0x30, 0x2d, 0x2e];
const FACTORS = Float64Array.from({ length: 13 }, (_, digits) => 10 ** digits);
/** By how many of the 32 bits of a whole number are zeros at its front: how many digits the smallest such number has. The largest may have one more. */
const DIGITS_BY_ZEROS = Uint8Array.from({ length: 33 }, (_, zeros) => String(zeros === 32 ? 0 : 2 ** (31 - zeros)).length);

/**
 * ASCII that is written number by number as the bytes that it leaves as, without a string in between: `take()` gives what is full, `end()` the rest.
 * Millions of coordinates take a fifth of the time that they take by way of strings. Every number goes the same way through the code, however long it is: engines
 * translate what is hot by what they have seen of it, and start anew at each turn that they have not.
 */
export class ByteText {
  readonly #encoder = new TextEncoder();
  readonly #full: Uint8Array[] = [];
  #bytes = new Uint8Array(0);
  #used = 0;

  constructor() {
    // Once more: engines take a field that was set once for one that stays, and would translate all that is hot anew at the second chunk.
    this.#bytes = new Uint8Array(CHUNK_BYTES);
  }

  get hasFull(): boolean {
    return this.#full.length > 0;
  }

  /** Text of any kind and length. */
  add(text: string): void {
    if (this.#used + text.length * 3 > this.#bytes.length) this.#close(text.length * 3);
    this.#used += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#used)).written;
  }

  /** One ASCII character by its number, of which there is room for {@link MOST_AT_ONCE} after each `reserve`. */
  code(code: number): void {
    this.#bytes[this.#used++] = code;
  }

  /** Makes room for a line of so many numbers. */
  reserve(numbers: number): void {
    if (this.#used + MOST_AT_ONCE * (numbers + 1) > this.#bytes.length) this.#close(MOST_AT_ONCE * (numbers + 1));
  }

  /** A whole number from 0 to 2³¹ − 1; there must be room. */
  whole(value: number): void {
    const bytes = this.#bytes;
    const length = DIGITS_BY_ZEROS[Math.clz32(value)]!;
    const from = this.#used;
    const end = from + length + (value >= FACTORS[length]! ? 1 : 0);
    this.#used = end;
    let rest = value | 0;
    for (let at = end - 1; at >= from; at--) {
      const next = (rest / 10) | 0;
      bytes[at] = ZERO + rest - 10 * next;
      rest = next;
    }
  }

  /** As {@link decimal} has it, digit for digit; there must be room. */
  number(value: number, digits: number): void {
    const scaled = Math.round(value * FACTORS[digits]!);
    // Few numbers are so large that this matters.
    if (Math.abs(scaled) < SMALL) this.scaled(scaled | 0, digits);
    else this.#plain(decimal(value, digits));
  }

  /** A whole number from −(2³¹ − 1) to 2³¹ − 1, divided by 10 as often as it shall have digits behind the point; there must be room. */
  scaled(value: number, digits: number): void {
    const factor = FACTORS[digits]!;
    const bytes = this.#bytes;
    bytes[this.#used] = MINUS;
    this.#used += value < 0 ? 1 : 0;
    const scaled = Math.abs(value);
    const whole = (scaled / factor) | 0;
    this.whole(whole);
    const point = this.#used;
    bytes[point] = POINT;
    let rest = (scaled - whole * factor) | 0;
    for (let at = point + digits; at > point; at--) {
      const next = (rest / 10) | 0;
      bytes[at] = ZERO + rest - 10 * next;
      rest = next;
    }
    let last = point + digits;
    while (bytes[last] === ZERO) last--;
    this.#used = last === point ? point : last + 1;
  }

  take(): Uint8Array[] {
    return this.#full.splice(0);
  }

  end(): Uint8Array[] {
    this.#close(0);
    return this.take();
  }

  #plain(text: string): void {
    for (let at = 0; at < text.length; at++) this.#bytes[this.#used++] = text.charCodeAt(at);
  }

  #close(needed: number): void {
    if (this.#used > 0) this.#full.push(this.#bytes.subarray(0, this.#used));
    this.#bytes = new Uint8Array(Math.max(CHUNK_BYTES, needed));
    this.#used = 0;
  }
}
