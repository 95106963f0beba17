import { ARMCHAIR } from "./armchair.ts";
import { BOTTLE } from "./bottle.ts";
import { CHAIR } from "./chair.ts";
import { DESK_LAMP } from "./desk-lamp.ts";
import { MUG } from "./mug.ts";
import { HEADPHONES } from "./headphones.ts";
import type { ProductObject } from "./product-object.ts";
import { SNEAKER } from "./sneaker.ts";
import { TEAPOT } from "./teapot.ts";
import { TOY_ROBOT } from "./toy-robot.ts";

/** Every product that the photos and benches know. */
export const PRODUCT_OBJECTS: readonly ProductObject[] = [MUG, BOTTLE, CHAIR, DESK_LAMP, TOY_ROBOT, TEAPOT, ARMCHAIR, SNEAKER, HEADPHONES];
