import { expect } from "@open-wc/testing";
import { demoPhoto, redraw, resized } from "../../test/spoil-photo.ts";
import { PhotoCoach, type PhotoCoachOptions } from "./photo-coach.ts";

/** Each measurement takes some tenths of a second, and longer on a busy machine. */
const TIMEOUT_MS = 120_000;

const refused = (): Worker => {
  throw new DOMException("The policy of this page allows no worker.", "SecurityError");
};
const missing = (): Worker => new Worker("/no-such-worker.js", { type: "module" });

const coaches: PhotoCoach[] = [];

function open(options?: PhotoCoachOptions): PhotoCoach {
  const coach = new PhotoCoach(options);
  coaches.push(coach);
  return coach;
}

afterEach(() => {
  for (const coach of coaches.splice(0)) coach.close();
});

async function lookAt(coach: PhotoCoach): Promise<unknown> {
  const front = await demoPhoto("teapot-front");
  const [{ mask, width, height }] = await Promise.all([coach.examine("a", front), coach.examine("b", await resized(front, 700))]);
  const findings = await coach.judge({ front: "a", back: "b" });
  return { width, height, maskSize: [mask.width, mask.height], object: mask.coverage.reduce((sum, value) => sum + value, 0), findings };
}

describe("PhotoCoach", function () {
  this.timeout(TIMEOUT_MS);

  it("works in a thread of its own, and comes to the same result in the page when it may not have one", async () => {
    const inThread = open();
    const expected = await lookAt(inThread);
    expect(inThread.isInPage).to.equal(false);
    expect(expected).to.deep.include({ width: 1024, height: 1024, maskSize: [512, 512] });
    for (const createWorker of [refused, missing]) {
      const inPage = open({ createWorker });
      expect(await lookAt(inPage)).to.deep.equal(expected);
      expect(inPage.isInPage).to.equal(true);
    }
  });

  it("says that the back is the front, and that it is small", async () => {
    const coach = open();
    await lookAt(coach);
    const findings = await coach.judge({ front: "a", back: "b" });
    expect(findings.map(({ view, code, severity, value }) => [view, code, severity, code === "small" ? value : null])).to.deep.equal([
      ["back", "small", "warning", 700],
      ["back", "samePhoto", "warning", null],
    ]);
  });

  for (const [where, options] of [["thread", {}], ["page", { createWorker: refused }]] as const) {
    it(`ends in the ${where} when it is no longer asked, and goes on with the next`, async () => {
      const coach = open(options);
      const leaving = new AbortController();
      const photo = await demoPhoto("teapot-front");
      const first = coach.examine("gone", photo, { signal: leaving.signal }).catch((error: unknown) => error);
      leaving.abort(new Error("left"));
      expect(await first).to.have.property("message", "left");
      await coach.examine("stays", photo);
      expect(await coach.judge({ front: "stays", back: "gone" })).to.deep.equal([]);
    });

    it(`says in the ${where} when a file is no photo`, async () => {
      const coach = open(options);
      const failure = await coach.examine("broken", new Blob(["no picture"])).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Error);
      await coach.examine("good", await demoPhoto("teapot-front"));
    });
  }

  it("rejects what waits when it is closed", async () => {
    const coach = open();
    const waiting = coach.examine("a", await demoPhoto("teapot-front")).catch((error: unknown) => error);
    coach.close();
    expect(await waiting).to.have.property("message", "The photo coach was closed.");
  });

  it("takes the transparency of a photo as its mask", async () => {
    const cutOut = await redraw(new Blob([await (await demoPhoto("teapot-front")).arrayBuffer()]), (context) => {
      context.fillStyle = "firebrick";
      context.fillRect(64, 64, 64, 128);
    }, { width: 256, height: 256 });
    const { mask } = await open().examine("cut-out", cutOut);
    const at = (x: number, y: number): number | undefined => mask.coverage[y * mask.width + x];
    expect([at(96, 128), at(10, 10), at(140, 128), at(96, 200)]).to.deep.equal([255, 0, 0, 0]);
  });
});
