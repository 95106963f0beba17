import { PRODUCT_OBJECTS, type ProductObject } from "@model-3d/test-utils";
import { CEREAL_BOX, PICTURE_FRAME, SPEAKER, TOOLBOX, TOY_CAR } from "./boxes.ts";
import { DRILL, DUCK, FLOOR_LAMP, RING_CUSHION, SIDE_TABLE, STOOL, TRAY } from "./furniture.ts";
import { BOWL, BUCKET, JUG, PAN, VASE, WATERING_CAN } from "./vessels.ts";

const OWN_OBJECTS: readonly ProductObject[] = [
  CEREAL_BOX, SPEAKER, TOOLBOX, PICTURE_FRAME, TOY_CAR,
  VASE, BOWL, BUCKET, JUG, WATERING_CAN, PAN,
  STOOL, SIDE_TABLE, FLOOR_LAMP, DUCK, RING_CUSHION, DRILL, TRAY,
];

/** Every object of the bench. */
export const BENCH_OBJECTS: readonly ProductObject[] = [...PRODUCT_OBJECTS, ...OWN_OBJECTS];

/** Set aside: nothing is tuned on these; they only tell whether what was tuned on the others holds. */
export const TEST_OBJECTS: ReadonlySet<string> = new Set([
  "bottle", "chair", "toy-robot", "sneaker",
  "speaker", "picture-frame", "bowl", "jug", "pan", "side-table", "duck", "drill", "tray",
]);

/** A few of varied kind from the other half, for a look in between. */
export const QUICK_OBJECTS: ReadonlySet<string> = new Set(["mug", "armchair", "toolbox", "vase", "stool", "toy-car"]);
