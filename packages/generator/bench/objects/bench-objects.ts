import { PRODUCT_OBJECTS, type ProductObject } from "@model-3d/test-utils";
import { CEREAL_BOX, PICTURE_FRAME, SPEAKER, TOOLBOX, TOY_CAR } from "./boxes.ts";
import { DESK, PLANT_STAND, STEP_LADDER, TRIPOD_LAMP } from "./frames.ts";
import { COFFEE_TABLE, DRILL, DUCK, FLOOR_LAMP, RING_CUSHION, SIDE_TABLE, SLAT_CHAIR, SQUARE_STOOL, STOOL, TRAY, TROLLEY } from "./furniture.ts";
import { CANISTER, FLASK, TEA_CADDY } from "./packaging.ts";
import { ANKLE_BOOT, BEDSIDE_CABINET, BICYCLE_HELMET, ELECTRIC_KETTLE, FILM_CAMERA, HAIR_DRYER, HANDBAG, PERFUME_BOTTLE, PLUSH_ELEPHANT, TABLE_CLOCK } from "./shop-window.ts";
import { GARDEN_BENCH, LANTERN, MILKING_STOOL, ROCKING_HORSE, SHELF, SUITCASE } from "./unseen.ts";
import { BOWL, BUCKET, JUG, PAN, VASE, WATERING_CAN } from "./vessels.ts";

const OWN_OBJECTS: readonly ProductObject[] = [
  CEREAL_BOX, SPEAKER, TOOLBOX, PICTURE_FRAME, TOY_CAR,
  VASE, BOWL, BUCKET, JUG, WATERING_CAN, PAN,
  STOOL, SIDE_TABLE, FLOOR_LAMP, DUCK, RING_CUSHION, DRILL, TRAY, COFFEE_TABLE, SLAT_CHAIR, SQUARE_STOOL, TROLLEY,
  PLANT_STAND, STEP_LADDER, DESK, TRIPOD_LAMP,
  CANISTER, TEA_CADDY, FLASK,
  SHELF, GARDEN_BENCH, MILKING_STOOL, SUITCASE, LANTERN, ROCKING_HORSE,
  FILM_CAMERA, ELECTRIC_KETTLE, HAIR_DRYER, HANDBAG, ANKLE_BOOT, PLUSH_ELEPHANT, TABLE_CLOCK, BEDSIDE_CABINET, PERFUME_BOTTLE, BICYCLE_HELMET,
];

/** Every object of the bench. */
export const BENCH_OBJECTS: readonly ProductObject[] = [...PRODUCT_OBJECTS, ...OWN_OBJECTS];

/** Set aside: nothing is tuned on these; they only tell whether what was tuned on the others holds. */
export const TEST_OBJECTS: ReadonlySet<string> = new Set([
  "bottle", "toy-robot", "sneaker",
  "bowl", "jug", "pan", "duck", "drill", "tray",
  "garden-bench", "milking-stool", "suitcase", "lantern", "rocking-horse",
  "film-camera", "electric-kettle", "hair-dryer", "handbag", "ankle-boot", "plush-elephant", "table-clock", "bedside-cabinet", "perfume-bottle", "bicycle-helmet",
]);

/** A few of varied kind from the other half, for a look in between. */
export const QUICK_OBJECTS: ReadonlySet<string> = new Set(["mug", "armchair", "toolbox", "vase", "stool", "toy-car"]);
