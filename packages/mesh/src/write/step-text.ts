import type { TextChunks } from "./text-chunks.ts";

/** A number of the clear text encoding has a point, always, and a large `E` (ISO 10303-21, 6.4.2). Twelve digits tell any two single-precision numbers apart. */
export function stepReal(value: number): string {
  const [mantissa = "", exponent] = String(Number(value.toPrecision(12))).split("e");
  return `${mantissa === "-0" ? "0" : mantissa}${mantissa.includes(".") ? "" : "."}${exponent === undefined ? "" : `E${exponent.replace("+", "")}`}`;
}

/**
 * A string of the clear text encoding: backslashes twice, what is not ASCII by its number (ISO 10303-21, 6.4.3). An apostrophe by its number, too, since
 * readers that are built on Open CASCADE take the two of `''` for the string's end where a bracket or a comma follows.
 */
export function stepString(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, " ").replaceAll("\\", "\\\\");
  const encoded = plain.replace(/(?:[^\x20-\x7e]|')+/gu, (run) => {
    const isWide = [...run].some((character) => character.codePointAt(0)! > 0xffff);
    const digits = [...run].map((character) => character.codePointAt(0)!.toString(16).toUpperCase().padStart(isWide ? 8 : 4, "0"));
    return `\\X${isWide ? 4 : 2}\\${digits.join("")}\\X0\\`;
  });
  return `'${encoded}'`;
}

/** Entity instances with numbers of their own, in the order in which they are added. */
export class StepText {
  readonly #text: TextChunks;
  #last = 0;

  constructor(text: TextChunks) {
    this.#text = text;
  }

  /** Adds `#n=<entity>;` and gives `#n`. */
  add(entity: string): string {
    this.#text.add(`#${++this.#last}=${entity};\n`);
    return `#${this.#last}`;
  }

  triple(name: "CARTESIAN_POINT" | "DIRECTION", [x, y, z]: readonly number[]): string {
    return this.add(`${name}('',(${stepReal(x!)},${stepReal(y!)},${stepReal(z!)}))`);
  }

  /** An entity whose last lists are too long for one text: in pieces, the last of which ends it. */
  *addInPieces(pieces: Iterable<string>): Generator<string, string> {
    const name = `#${++this.#last}`;
    this.#text.add(`${name}=`);
    for (const piece of pieces) {
      this.#text.add(piece);
      yield name;
    }
    this.#text.add(";\n");
    return name;
  }
}
