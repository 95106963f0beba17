import { forgiveSurroundings } from "./forgive-surroundings.ts";
import { lightenSurroundings } from "./lighten-surroundings.ts";
import { bringLights } from "./lights.ts";

/** What we change in how model-viewer comes by its light, once for the page. */
export function prepareSurroundings(): void {
  bringLights();
  forgiveSurroundings();
  lightenSurroundings();
}
