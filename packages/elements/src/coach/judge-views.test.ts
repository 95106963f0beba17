import { USUAL_VIEWS, type View } from "@model-3d/contract";
import { expect } from "@open-wc/testing";
import { cutLeft, demoPhoto, mirrored, resized } from "../../test/spoil-photo.ts";
import { PhotoExaminer } from "./photo-examiner.ts";

/** Each measurement takes some tenths of a second, and longer on a busy machine. */
const TIMEOUT_MS = 120_000;

const PRODUCTS = ["armchair", "teapot", "toy-robot"];
const examiner = new PhotoExaminer();

async function examine(key: string, photo: Promise<Blob>): Promise<string> {
  await examiner.examine(key, await photo, () => Promise.resolve());
  return key;
}

const viewsOf = (product: string): Record<(typeof USUAL_VIEWS)[number], string> => ({ front: `${product}-front`, back: `${product}-back`, side: `${product}-side`, top: `${product}-top` });

/** Each finding as `view: code`, with the view that is suggested or compared with. */
function told(keys: Partial<Record<View, string>>): string[] {
  return examiner.judge(keys).map(({ view, code, suggestion, other }) => [`${view}: ${code}`, suggestion ?? other].filter(Boolean).join(" "));
}

describe("judgeViews", function () {
  this.timeout(TIMEOUT_MS);

  before(async () => {
    for (const product of PRODUCTS) for (const view of USUAL_VIEWS) await examine(`${product}-${view}`, demoPhoto(`${product}-${view}`));
  });

  for (const product of PRODUCTS) {
    it(`has nothing to say of the photos of the ${product}, in whole or in part`, () => {
      const { front, back, side, top } = viewsOf(product);
      expect(told({ front, back, side, top })).to.deep.equal([]);
      expect(told({ front, back, side })).to.deep.equal([]);
      expect(told({ front, back, top })).to.deep.equal([]);
      expect(told({ front, back })).to.deep.equal([]);
      expect(told({ front })).to.deep.equal([]);
    });

    it(`sees photos of the ${product} that have changed places`, () => {
      const { front, back, side, top } = viewsOf(product);
      expect(told({ front: side, back, side: front, top })).to.deep.equal(["front: swapped side", "side: swapped front"]);
      expect(told({ front, back: top, side, top: back })).to.deep.equal(["back: swapped top", "top: swapped back"]);
      expect(told({ front: side, back, side: front })).to.deep.equal(["front: swapped side", "side: swapped front"]);
      expect(told({ front, back: side })).to.deep.equal(["back: mismatch front"]);
    });

    it(`sees a photo of something else among those of the ${product}`, () => {
      const other = viewsOf(PRODUCTS[(PRODUCTS.indexOf(product) + 1) % PRODUCTS.length]!);
      const own = viewsOf(product);
      for (const view of ["back", "side", "top"] as const) {
        const found = told({ ...own, [view]: other[view] });
        expect(found, view).to.have.length(1);
        expect(found[0], view).to.match(new RegExp(`^${view}: (otherObject|mismatch \\w+)$`));
      }
    });
  }

  it("sees the same photo twice: the file, the picture, the picture turned over", async () => {
    const { front, back } = viewsOf("toy-robot");
    await examine("the-file", demoPhoto("toy-robot-front"));
    await examine("the-picture", resized(await demoPhoto("toy-robot-front"), 1200));
    await examine("turned-over", mirrored(await demoPhoto("teapot-front")));
    expect(told({ front, back: "the-file" })).to.deep.equal(["back: sameFile front"]);
    expect(told({ front, back: "the-picture" })).to.deep.equal(["back: samePhoto front"]);
    expect(told({ front, back, side: "the-picture" })).to.deep.equal(["side: samePhoto front"]);
    expect(told({ front: "teapot-front", back: "turned-over" })).to.deep.equal(["back: mirrored front"]);
  });

  it("draws no conclusion about the others from a photo that is cut", async () => {
    await examine("cut", cutLeft(await demoPhoto("toy-robot-back"), 0.4));
    expect(told({ ...viewsOf("toy-robot"), back: "cut" })).to.deep.equal(["back: cut"]);
  });

  it("leaves out what it was not shown, and what it was told to forget", async () => {
    await examine("short-lived", demoPhoto("toy-robot-front"));
    examiner.forget("short-lived");
    expect(told({ front: "toy-robot-front", back: "short-lived", side: "never" })).to.deep.equal([]);
  });
});
