import type { AnimationChannel, Node, Root } from "@gltf-transform/core";
import type { ModelAnimation, Track } from "../motion.ts";
import { readAll } from "./place-vertices.ts";

/** Numbers of all tracks together: many channels can share what a file has once. */
const MOST_NUMBERS = 16_000_000;
/** Eleven days. */
const LONGEST_SECONDS = 1_000_000;
const SIZES = { translation: 3, rotation: 4, scale: 3 } as const;
const INTERPOLATIONS = { LINEAR: "linear", STEP: "step", CUBICSPLINE: "cubic" } as const;

/** Where the tracks of a node belong; null for one that is not shown. */
type TargetOf = (node: Node) => number | null;

/** All animations; `isWhole` where none of their channels had to be left out that moves something shown. */
export function readTracks(root: Root, indexOf: TargetOf, weightsOf: TargetOf): { animations: ModelAnimation[]; isWhole: boolean } {
  const animations: ModelAnimation[] = [];
  let isWhole = true;
  let numbers = 0;
  for (const [at, animation] of root.listAnimations().entries()) {
    const tracks: Track[] = [];
    for (const channel of animation.listChannels()) {
      numbers += (channel.getSampler()?.getInput()?.getCount() ?? 0) + (channel.getSampler()?.getOutput()?.getArray()?.length ?? 0);
      const node = channel.getTargetNode();
      const target = node && (channel.getTargetPath() === "weights" ? weightsOf(node) : indexOf(node));
      if (node && target === null) continue;
      const track = target === null || numbers > MOST_NUMBERS ? null : readTrack(channel, target);
      if (track) tracks.push(track);
      else isWhole = false;
    }
    if (tracks.length > 0) animations.push({ name: animation.getName() || `animation ${at + 1}`, tracks });
  }
  return { animations, isWhole };
}

/** Null for one that breaks the rules. */
function readTrack(channel: AnimationChannel, target: number): Track | null {
  const [path, sampler] = [channel.getTargetPath(), channel.getSampler()];
  const [input, output] = [sampler?.getInput(), sampler?.getOutput()];
  if (!path || !sampler || !input || !output || input.getCount() === 0) return null;
  const times = readAll(input, 1);
  const values = readAll(output, output.getElementSize());
  const interpolation = INTERPOLATIONS[sampler.getInterpolation()];
  const perKey = values.length / times.length;
  const isWhole = path === "weights" ? Number.isInteger(perKey) && perKey > 0 : perKey === SIZES[path] * (interpolation === "cubic" ? 3 : 1);
  if (!isWhole || !values.every(Number.isFinite)) return null;
  if (!times.every((time, at) => time >= 0 && time <= LONGEST_SECONDS && (at === 0 || time > times[at - 1]!))) return null;
  return { path, target, times, values, interpolation };
}
