import sharp from "sharp";

/** Browsers of different versions draw the same letters a little differently; a quarter of the size, they look the same. */
const SHRINK = 4;
/** Of 255, in any of the three colours. */
const VISIBLE = 24;
/** Pixels of the shrunk pictures: less than the area of a small icon. */
const TOLERATED = 24;
/** Letters that are a hair wider may make an element a pixel higher. */
const TOLERATED_SIZE = 3;

export interface Comparison {
  isSame: boolean;
  /** What differs, in words. */
  difference: string;
  /** Pixels of the shrunk pictures that differ visibly. */
  count: number;
}

/** Whether two pictures show the same, as somebody sees it who looks at both from a step away. */
export async function comparePictures(one: Buffer, other: Buffer): Promise<Comparison> {
  const [left, right] = await Promise.all([sharp(one).metadata(), sharp(other).metadata()]);
  const sizes = `${left.width} × ${left.height} and ${right.width} × ${right.height} px`;
  if (Math.abs(left.width - right.width) > TOLERATED_SIZE || Math.abs(left.height - right.height) > TOLERATED_SIZE) return { isSame: false, difference: `the sizes: ${sizes}`, count: Infinity };
  const [width, height] = [Math.min(left.width, right.width), Math.min(left.height, right.height)];
  const shrink = (picture: Buffer): Promise<Buffer> =>
    sharp(picture)
      .extract({ left: 0, top: 0, width, height })
      .flatten()
      .toColourspace("srgb")
      .blur(SHRINK / 2)
      .resize(Math.ceil(width / SHRINK), Math.ceil(height / SHRINK), { fit: "fill" })
      .raw()
      .toBuffer();
  const [before, after] = await Promise.all([shrink(one), shrink(other)]);
  let count = 0;
  for (let offset = 0; offset < before.length; offset += 3) {
    const isVisible = [0, 1, 2].some((colour) => Math.abs((before[offset + colour] ?? 0) - (after[offset + colour] ?? 0)) > VISIBLE);
    if (isVisible) count += 1;
  }
  return { isSame: count <= TOLERATED, difference: `${count} pixels of the shrunk pictures, where ${TOLERATED} are tolerated`, count };
}
