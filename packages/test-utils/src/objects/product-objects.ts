import { BOTTLE } from "./bottle.ts";
import { CHAIR } from "./chair.ts";
import { MUG } from "./mug.ts";
import type { ProductObject } from "./product-object.ts";

/** Every product that the photos and benches know. */
export const PRODUCT_OBJECTS: readonly ProductObject[] = [MUG, BOTTLE, CHAIR];
