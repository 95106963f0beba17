import { readFocalLength } from "@model-3d/generator/masks";
import { expect } from "@open-wc/testing";
import { cutOut } from "./cut-out.ts";
import { EditableMask } from "./editable-mask.ts";

const [WIDTH, HEIGHT] = [400, 300];
/** Where the photo was taken, as the file has it. */
const PLACE = "52 31 N";
const FULL_FRAME_DIAGONAL = 43.2666;

/** A JPEG as phones write it: little-endian, with the camera's focal length and with where it was taken. */
async function phonePhoto(millimetres: number): Promise<File> {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  canvas.getContext("2d")!.fillRect(100, 75, 200, 150);
  const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg"));
  const tags: [tag: number, type: number, value: number][][] = [[[0x8769, 4, 38], [0x8825, 4, 80]], [[0xa002, 4, WIDTH], [0xa003, 4, HEIGHT], [0xa405, 3, millimetres]], [[0x001b, 7, 98]]];
  const tiff = new DataView(new ArrayBuffer(98 + PLACE.length));
  tiff.setUint32(0, 0x49492a00);
  tiff.setUint32(4, 8, true);
  for (const [i, at] of [8, 38, 80].entries()) {
    tiff.setUint16(at, tags[i]!.length, true);
    tags[i]!.forEach(([tag, type, value], k) => {
      tiff.setUint16(at + 2 + 12 * k, tag, true);
      tiff.setUint16(at + 4 + 12 * k, type, true);
      tiff.setUint32(at + 6 + 12 * k, 1, true);
      tiff.setUint32(at + 10 + 12 * k, value, true);
    });
  }
  [...PLACE].forEach((letter, i) => tiff.setUint8(98 + i, letter.charCodeAt(0)));
  const marker = new Uint8Array([0xff, 0xe1, 0, 8 + tiff.byteLength, ...new TextEncoder().encode("Exif"), 0, 0]);
  return new File([jpeg!.slice(0, 2), marker, tiff, jpeg!.slice(2)], "mug-front.jpg", { type: "image/jpeg" });
}

const mask = () => new EditableMask(40, 30, new Uint8Array(1200).map((_, i) => (Math.abs((i % 40) - 20) < 10 && Math.abs(i / 40 - 15) < 8 ? 255 : 0)));
const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

describe("cutOut", () => {
  it("keeps the focal length that the photo's file tells, and no other word of it", async () => {
    const photo = await phonePhoto(26);
    expect(new TextDecoder("latin1").decode(await bytesOf(photo))).to.include(PLACE);
    const cut = await cutOut(photo, mask());
    expect([cut.name, cut.type]).to.deep.equal(["mug-front.png", "image/png"]);
    const bytes = await bytesOf(cut);
    expect(readFocalLength(bytes, WIDTH / HEIGHT)).to.be.closeTo((26 / FULL_FRAME_DIAGONAL) * Math.hypot(1, HEIGHT / WIDTH), 1e-9);
    const text = new TextDecoder("latin1").decode(bytes);
    expect(text.indexOf("eXIf")).to.be.greaterThan(0).and.lessThan(text.indexOf("IDAT"));
    expect(text).not.to.include(PLACE);
    const bitmap = await createImageBitmap(cut);
    expect([bitmap.width, bitmap.height]).to.deep.equal([WIDTH, HEIGHT]);
  });

  it("says nothing where the photo's file says nothing", async () => {
    const jpeg = await phonePhoto(26);
    const plain = new File([jpeg.slice(0, 2), jpeg.slice(2 + 2 + 8 + 98 + PLACE.length)], "mug.jpg", { type: "image/jpeg" });
    expect(new TextDecoder("latin1").decode(await bytesOf(await cutOut(plain, mask())))).not.to.include("eXIf");
  });
});
