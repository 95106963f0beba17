import { box, cylinder, extrude, length2 } from "../../../test-utils/src/objects/primitives.ts";
import { benchObject } from "./bench-object.ts";

/** A tin with a lid, round: from all sides a rectangle, as the next one is. */
export const CANISTER = benchObject({
  name: "canister",
  parts: [
    [(x, y, z) => cylinder(length2(x, z), y + 0.08, 0.44, 0.62, 0.015), "#b5483a"],
    [(x, y, z) => cylinder(length2(x, z), y - 0.62, 0.45, 0.1, 0.015), "#c9c4b8"],
  ],
});

/** A tin with a lid, as deep as it is wide, and square. */
export const TEA_CADDY = benchObject({
  name: "tea-caddy",
  parts: [
    [(x, y, z) => box(x, y + 0.08, z, 0.44, 0.62, 0.44, 0.02), "#2f5d50"],
    [(x, y, z) => box(x, y - 0.62, z, 0.45, 0.1, 0.45, 0.02), "#c9b27a"],
  ],
});

/** An oval flask with a cap: much less deep than wide, and without a flat side. */
export const FLASK = benchObject({
  name: "flask",
  parts: [
    [(x, y, z) => extrude((length2(x / 0.5, z / 0.26) - 1) * 0.24, y + 0.15, 0.6, 0.01), "#7a8f9c"],
    [(x, y, z) => cylinder(length2(x, z), y - 0.58, 0.14, 0.16, 0.02), "#2b2b2d"],
  ],
});
