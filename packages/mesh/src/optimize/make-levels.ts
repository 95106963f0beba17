import { Breath } from "../breath.ts";
import { MeshError } from "../mesh-error.ts";
import { countTriangles, type Model } from "../model.ts";
import { joinParts } from "./join-parts.ts";
import { simplifyJoined, type SimplifiedModel } from "./simplify-model.ts";
import { resolveSimplifyOptions, type SimplifyOptions } from "./simplify-options.ts";

export interface LevelsOptions extends Omit<SimplifyOptions, "targetTriangles"> {
  /** How much of the triangles each level keeps, each less than the one before. Default a half, a quarter, an eighth. */
  shares?: readonly number[];
}

export const LEVELS_DEFAULTS = { shares: [0.5, 0.25, 0.125] } as const;
/** A level that is hardly lighter than the one before costs more than it spares. */
const LEAST_GAIN = 0.9;

/**
 * Levels of detail, the finest first, each made from the model itself so that errors do not add up, each with its own: a viewer takes the lightest of
 * which the error, as seen from where it stands, is less than a pixel. One that would be hardly lighter than the level before is left out.
 *
 * @throws MeshError `option` for an option that cannot be; the signal's reason.
 */
export async function makeLevels(model: Model, { shares = LEVELS_DEFAULTS.shares, ...options }: LevelsOptions = {}): Promise<SimplifiedModel[]> {
  if (shares.some((share, at) => !(share > 0 && share < (shares[at - 1] ?? 1)))) throw new MeshError("option", `shares must be between 1 and 0, each less than the one before, not ${shares.join(", ")}.`);
  const before = countTriangles(model);
  const breath = new Breath(options.signal);
  await breath.take();
  const joined = joinParts(model.parts);
  const levels: SimplifiedModel[] = [];
  let least = before;
  for (const [at, share] of shares.entries()) {
    await breath.take();
    const resolved = resolveSimplifyOptions({ ...options, targetTriangles: Math.max(1, Math.round(share * before)) });
    const level = await simplifyJoined(model, joined, resolved);
    if (level.triangles.after <= LEAST_GAIN * least) {
      levels.push(level);
      least = level.triangles.after;
    }
    resolved.onProgress((at + 1) / shares.length);
  }
  return levels;
}
