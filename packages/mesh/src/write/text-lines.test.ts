import { describe, expect, it } from "vitest";
import { concatBytes } from "../../test/concat-bytes.ts";
import { ByteText } from "./byte-text.ts";
import { decimal } from "./text-chunks.ts";
import { LINES_AT_ONCE, numberLines, type NumberLines } from "./text-lines.ts";

function written(lines: NumberLines): string {
  const text = new ByteText();
  const { count, write } = numberLines(lines);
  for (let from = 0; from < count; from += LINES_AT_ONCE) {
    const to = Math.min(count, from + LINES_AT_ONCE);
    text.reserve((to - from) * 9);
    write(text, from, to);
  }
  return new TextDecoder().decode(concatBytes(text.end()));
}

describe("lines of numbers", () => {
  it("have each number as it is told, also where one of them is larger than whole numbers of 32 bits", () => {
    const valueOf = (line: number, k: number) => (line === 200 && k === 1 ? -3e38 : line === 201 ? 2 ** 31 / 1e4 : Math.sin(line + k) * 10 ** (k + 1));
    const read = (line: number, out: number[]) => void [0, 1, 2].forEach((k) => (out[k] = valueOf(line, k)));
    const expected = Array.from({ length: 300 }, (_, line) => `vn ${[0, 1, 2].map((k) => decimal(valueOf(line, k), 4)).join(" ")}\n`).join("");
    expect(written({ count: 300, word: "vn", width: 3, digits: 4, read })).toBe(expected);
  });

  it("end with what is added to each", () => {
    const addRest = (text: ByteText, line: number) => text.code(0x61 + line);
    expect(written({ count: 2, word: "v", width: 1, digits: 0, read: (line, out) => void (out[0] = line - 1), addRest })).toBe("v -1a\nv 0b\n");
  });
});
