import type { GalleryItem } from "@model-3d/elements";

/** Credits of a user who comes for the first time. */
export const WELCOME = 300;
/** The file in the host's data whose being there makes the photo appear that is missing at first. */
export const MENDED = "mended";

const COUNT = 24;
const BACKLESS: readonly number[] = [5, 17];
const LATE = 9;
const THINGS = ["teapot", "toy-robot", "armchair"];

/** 24 products: two have no back photo, and one names a back photo that is not there. */
export const PRODUCTS: readonly GalleryItem[] = Array.from({ length: COUNT }, (_, index) => {
  const number = index + 1;
  const thing = THINGS[index % THINGS.length] ?? "";
  const front = `/photos/${thing}-front.jpg`;
  const back = number === LATE ? "/photos/late-back.jpg" : `/photos/${thing}-back.jpg`;
  return {
    sourceType: "product" as const,
    sourceId: `0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9b${String(number).padStart(4, "0")}`,
    title: `Product ${String(number).padStart(2, "0")}`,
    imageUrl: front,
    images: BACKLESS.includes(number) ? { front } : { front, back },
  };
});
