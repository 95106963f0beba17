import { expect } from "@open-wc/testing";
import { blurred, cutLeft, demoPhoto, lit, onPattern, paled, pixelsOf, resized, shaken, takenFromFar } from "../../test/spoil-photo.ts";
import { COACH_LIMITS } from "./coach-limits.ts";
import { judgePhoto } from "./judge-photo.ts";
import { measurePhoto, type PhotoMeasures } from "./measure-photo.ts";

/** Each measurement takes some tenths of a second, and longer on a busy machine. */
const TIMEOUT_MS = 120_000;

async function measure(photo: Blob): Promise<PhotoMeasures> {
  return measurePhoto(await pixelsOf(photo), () => Promise.resolve());
}

const codesOf = (measures: PhotoMeasures): string[] => judgePhoto("front", measures).map(({ code }) => code);

interface Spoiling {
  what: string;
  name: string;
  spoil: (photo: Blob, degree: number) => Promise<Blob>;
  /** From good to bad. */
  degrees: readonly number[];
  /** Grows as the photo gets worse. */
  badness: (measures: PhotoMeasures) => number;
  code: string;
  /** From which degree on it must be told. */
  toldFrom: number;
}

const SPOILINGS: readonly Spoiling[] = [
  { what: "out of focus", name: "teapot-front", spoil: blurred, degrees: [0, 1, 2, 4, 8], badness: ({ blur }) => blur ?? 0, code: "blurred", toldFrom: 2 },
  { what: "shaken", name: "toy-robot-side", spoil: shaken, degrees: [0, 12, 30], badness: ({ blur }) => blur ?? 0, code: "blurred", toldFrom: 12 },
  { what: "shrunk", name: "teapot-front", spoil: resized, degrees: [1024, 900, 400, 250], badness: ({ width }) => -width, code: "small", toldFrom: 900 },
  { what: "taken from far", name: "toy-robot-side", spoil: takenFromFar, degrees: [1, 0.6, 0.3, 0.2], badness: ({ extent }) => -extent, code: "far", toldFrom: 0.3 },
  { what: "cut at the left", name: "teapot-front", spoil: cutLeft, degrees: [0, 0.45], badness: ({ cut }) => cut.left, code: "cut", toldFrom: 0.45 },
  { what: "too dark", name: "toy-robot-side", spoil: lit, degrees: [1, 0.7, 0.35, 0.15], badness: ({ brightest }) => -brightest, code: "tooDark", toldFrom: 0.35 },
  { what: "burnt out", name: "teapot-front", spoil: lit, degrees: [1, 1.8, 3, 5], badness: ({ burntShare }) => burntShare, code: "tooBright", toldFrom: 5 },
  { what: "before a pattern", name: "toy-robot-side", spoil: onPattern, degrees: [0, 60, 120, 240], badness: ({ noise }) => noise, code: "busyBackground", toldFrom: 240 },
  { what: "hardly darker than its background", name: "teapot-front", spoil: paled, degrees: [1, 0.5, 0.2, 0.1], badness: ({ contrast }) => -contrast, code: "lowContrast", toldFrom: 0.1 },
];

describe("measurePhoto", function () {
  this.timeout(TIMEOUT_MS);

  for (const { what, name, spoil, degrees, badness, code, toldFrom } of SPOILINGS) {
    it(`never finds ${name} better for being ${what}, and says so when it is`, async () => {
      const photo = await demoPhoto(name);
      const measured: PhotoMeasures[] = [];
      for (const degree of degrees) measured.push(await measure(await spoil(photo, degree)));
      const values = measured.map(badness);
      values.slice(1).forEach((value, index) => expect(value, `${values.join(" ")} at ${degrees[index + 1]}`).to.be.at.least(values[index] ?? 0));
      expect(values.at(-1)).to.be.above(values[0] ?? 0);
      const told = degrees.map((degree, index) => [degree, codesOf(measured[index]!)] as const);
      expect(told[0]?.[1], "the good one").to.deep.equal([]);
      const from = degrees.indexOf(toldFrom);
      for (const [degree, codes] of told.slice(from)) expect(codes.map((found) => (found === "tooSmall" ? "small" : found)), `at ${degree}: ${values.join(" ")}`).to.include(code);
    });
  }

  it("gives the blur in pixels", async () => {
    for (const deviation of [2, 4]) {
      const { blur } = await measure(await blurred(await demoPhoto("armchair-front"), deviation));
      expect(blur).to.be.within(0.75 * deviation, 1.25 * deviation);
    }
  });

  it("refuses nothing that the server takes", async () => {
    const photo = await demoPhoto("teapot-front");
    const severities = async (sidePx: number): Promise<string[]> => judgePhoto("front", await measure(await resized(photo, sidePx))).map(({ severity }) => severity);
    expect(await severities(COACH_LIMITS.tooSmallPx)).not.to.include("blocks");
    expect(await severities(COACH_LIMITS.tooSmallPx - 1)).to.include("blocks");
  });

  it("sees no object in an empty photo", async () => {
    const empty = await takenFromFar(await demoPhoto("teapot-front"), 0.001);
    expect(codesOf(await measure(empty))).to.deep.equal(["noObject"]);
  });

  it("ends between two steps when it is told to", async () => {
    let steps = 0;
    const work = measurePhoto(await pixelsOf(await demoPhoto("teapot-front")), async () => {
      if (++steps === 2) throw new Error("enough");
    });
    expect(await work.catch((error: Error) => error.message)).to.equal("enough");
    expect(steps).to.equal(2);
  });
});
