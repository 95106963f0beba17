import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../test/concat-bytes.ts";
import { ByteText } from "./byte-text.ts";
import { decimal } from "./text-chunks.ts";

const written = (write: (text: ByteText) => void): string => {
  const text = new ByteText();
  text.reserve(4);
  write(text);
  return text.end().map((piece) => new TextDecoder().decode(piece)).join("");
};

describe("numbers as bytes", () => {
  it("are digit for digit what they are as text, whatever they are", () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e25, max: 1e25 }), fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), fc.integer(), fc.constantFrom(0, -0, 2147.483647, 2147.483648, -2147.483648, 0.1, 1e-12, 999.9999999, 1e21));
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 12 }), (value, digits) => {
        expect(written((text) => text.number(value, digits))).toBe(decimal(value, digits));
      }),
      { numRuns: 5000, seed: 11 },
    );
  });

  it("are whole up to the greatest index, and end where they end", () => {
    for (const value of [0, 9, 10, 99, 100, 12_345, 99_999, 100_000, 999_999, 1_000_000, 9_999_999, 10_000_000, 99_999_999, 100_000_000, 999_999_999, 1_000_000_000, 2 ** 31 - 1]) expect(written((text) => text.whole(value))).toBe(String(value));
  });

  it("leave in pieces, in order, with text of any kind between them", () => {
    const text = new ByteText();
    const pieces: Uint8Array[] = [];
    let expected = "";
    for (let at = 0; at < 60_000; at++) {
      text.reserve(2);
      text.whole(at);
      text.code(0x20);
      text.number(at / 7, 5);
      expected += `${at} ${decimal(at / 7, 5)}`;
      if (at % 999 === 0) {
        text.add("花 ü\n");
        expected += "花 ü\n";
      }
      pieces.push(...text.take());
    }
    expect(pieces.length).toBeGreaterThan(2);
    expect(new TextDecoder().decode(concatBytes([...pieces, ...text.end()]))).toBe(expected);
  });
});
