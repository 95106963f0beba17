import type { ByteText } from "./byte-text.ts";

/** For which there is room at once: nothing has to be asked for within them. */
export const LINES_AT_ONCE = 128;

/** How many lines there are of a kind, and how those from one to another are written, of which there are {@link LINES_AT_ONCE} at most. */
export interface TextLines {
  count: number;
  write: (text: ByteText, from: number, to: number) => void;
}

export interface NumberLines {
  count: number;
  /** What each begins with. */
  word: string;
  /** How many numbers there are in each, and the most digits behind the point. */
  width: number;
  digits: number;
  /** Those of a line. */
  read: (line: number, out: number[]) => void;
  /** What follows them. */
  addRest?: (text: ByteText, line: number) => void;
}

const [SPACE, LINE_END] = [0x20, 0x0a];
const LARGEST_WHOLE = 2 ** 31 - 1;

/**
 * Lines of a word and numbers. The numbers become whole first, many at once: until engines have translated what is hot, each one with a point is an
 * object to them, and the long way to its digits would make many of each.
 */
export function numberLines({ count, word, width, digits, read, addRest }: NumberLines): TextLines {
  const letters = [...word].map((letter) => letter.charCodeAt(0));
  const factor = 10 ** digits;
  const whole = new Int32Array(LINES_AT_ONCE * width);
  const out = Array.from({ length: width }, () => 0.5);
  const makeWhole = (from: number, to: number): boolean => {
    let farthest = 0;
    for (let line = from, at = 0; line < to; line++) {
      read(line, out);
      for (let k = 0; k < width; k++, at++) {
        const rounded = Math.round(out[k]! * factor);
        whole[at] = rounded;
        farthest = Math.max(farthest, Math.abs(rounded));
      }
    }
    return farthest <= LARGEST_WHOLE;
  };
  const write = (text: ByteText, from: number, to: number) => {
    const areWhole = makeWhole(from, to);
    for (let line = from, at = 0; line < to; line++) {
      for (let k = 0; k < letters.length; k++) text.code(letters[k]!);
      if (!areWhole) read(line, out);
      for (let k = 0; k < width; k++, at++) {
        text.code(SPACE);
        if (areWhole) text.scaled(whole[at]!, digits);
        else text.number(out[k]!, digits);
      }
      addRest?.(text, line);
      text.code(LINE_END);
    }
  };
  return { count, write };
}
