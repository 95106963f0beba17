import { describe, expect, it } from "vitest";
import { disc, drawPhoto } from "../test/draw-photo.ts";
import { sphereField } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { bakeView, continueColors } from "./bake-view.ts";
import { chartByView } from "./chart-by-view.ts";
import { matchExposures } from "./match-exposures.ts";
import { packCharts } from "./pack-charts.ts";
import { surfaceNets } from "./surface-nets.ts";
import type { View } from "./view-cameras.ts";

type Color = readonly [number, number, number];
const RED: Color = [180, 70, 50];
const ball = surfaceNets(sphereField(40, 0.5));
const mesh = packCharts(ball, chartByView(ball), 256);

/** The middle colour of each view's photo after the exposures were matched. */
function matched(photos: Partial<Record<View, Color>>): Color[] {
  const views = (Object.entries(photos) as [View, Color][]).map(([view, color]) => {
    const outline = outlineFrom(view, drawPhoto(disc(0.4), { size: 160, color: () => color }));
    return bakeView(outline, continueColors(outline.photo), mesh, 1, 1);
  });
  matchExposures(views, mesh);
  return views.map(({ colors, photo }) => {
    const o = 3 * (Math.floor(photo.height / 2) * photo.width + Math.floor(photo.width / 2));
    return [colors[o]!, colors[o + 1]!, colors[o + 2]!];
  });
}

describe("matchExposures", () => {
  it("brings photos of other exposure and white balance to one another but for what light may leave, and keeps their mean", () => {
    const darker: Color = [180 * 0.8, 70 * 0.84, 50 * 0.9];
    const [front, back, side, top] = matched({ front: RED, back: darker, side: RED, top: darker });
    front!.forEach((value, k) => {
      for (const other of [back, top]) expect(Math.log(value / other![k]!)).toBeLessThan(0.05);
      expect(value).toBeCloseTo(side![k]!, 0);
      expect(Math.log(value * back![k]!)).toBeCloseTo(Math.log(RED[k]! * darker[k]!), 1);
    });
  });

  it("takes other paint for no exposure, and changes nothing where photos agree", () => {
    const blue: Color = [40, 60, 190];
    expect(matched({ front: RED, back: RED, side: blue }).map((color) => color.map(Math.round))).toEqual([RED, RED, blue]);
    expect(matched({ front: RED, back: RED, side: RED }).map((color) => color.map(Math.round))).toEqual([RED, RED, RED]);
  });
});
