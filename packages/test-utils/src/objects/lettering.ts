import { fieldOfStrokes, type Path } from "./outline.ts";
import type { PlanarField } from "./planar-field.ts";

/** Strokes of a capital letter on a grid 4 wide and 6 high: digit pairs are points, a comma lifts the pen. */
const GLYPHS: Record<string, string> = {
  A: "00 26 40,12 32", B: "00 06 36 45 44 33 03,33 42 41 30 00", C: "45 36 16 05 01 10 30 41", D: "00 06 26 44 42 20 00",
  E: "46 06 00 40,03 33", F: "46 06 00,03 33", G: "45 36 16 05 01 10 30 41 43 23", H: "00 06,40 46,03 43", I: "00 06",
  K: "00 06,46 03 40", L: "06 00 40", M: "00 06 22 46 40", N: "00 06 40 46", O: "10 01 05 16 36 45 41 30 10",
  P: "00 06 36 45 44 33 03", R: "00 06 36 45 44 33 03,23 40", S: "45 36 16 05 04 13 33 42 41 30 10 01", T: "06 46,26 20",
  U: "06 01 10 30 41 46", V: "06 20 46", W: "06 10 24 30 46", Y: "06 23 46,23 20", "0": "10 01 05 16 36 45 41 30 10",
  "1": "05 16 10", "2": "05 16 36 45 44 00 40", "3": "05 16 36 45 44 33 42 41 30 10 01", "5": "46 06 04 34 43 41 30 10 01", "7": "06 46 10",
};

/**
 * Table of a line of capitals and digits, centred on the origin.
 *
 * @param height height of the capitals.
 * @param pen radius of the strokes as a fraction of the height.
 */
export function fieldOfText(text: string, height: number, pen = 0.075): PlanarField {
  const scale = height / 6;
  const paths: Path[] = [];
  let cursor = 0;
  for (const letter of text) {
    const glyph = GLYPHS[letter];
    if (glyph === undefined) {
      cursor += 3.5;
      continue;
    }
    let width = 0;
    for (const stroke of glyph.split(",")) {
      const path = stroke.split(" ").map((pair) => {
        width = Math.max(width, Number(pair[0]));
        return [(cursor + Number(pair[0])) * scale, (Number(pair[1]) - 3) * scale] as const;
      });
      paths.push(path);
    }
    cursor += width + 2;
  }
  const half = ((cursor - 2) * scale) / 2;
  const centred = paths.map((path) => path.map(([u, v]) => [u - half, v] as const));
  return fieldOfStrokes(centred, height * pen, 260);
}
