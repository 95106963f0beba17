import type { ModelAnimation, Motion, Track } from "../motion.ts";
import { double, int, long, node, text, type FbxArrays } from "./fbx-nodes.ts";
import { amount, named, properties70, time } from "./fbx-properties.ts";
import { degrees, turnsOf, type FbxRig } from "./fbx-rig.ts";
import type { FbxScene } from "./fbx-scene.ts";
import { straightKeys, type KeyBudget, type StraightKeys } from "./straight-keys.ts";
import { uniqueNames } from "./unique-names.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";

/** The format's ticks: as many to a second. */
const TICKS = 46_186_158_000;
const VERSION = 4009;
/** Straight on to the next key. */
const LINEAR = 0x4;
const MOST_ADDED_KEYS = 2_000_000;
const AXES = ["d|X", "d|Y", "d|Z"] as const;
const KINDS = { translation: ["T", "Lcl Translation"], rotation: ["R", "Lcl Rotation"], scale: ["S", "Lcl Scaling"] } as const;

/** Each animation as a stack of one layer, with a curve for each component of what it moves. */
export function addAnimations(scene: FbxScene, motion: Motion, rig: FbxRig, options: ResolvedWriteOptions, arrays: FbxArrays): void {
  const names = uniqueNames(motion.animations.map(({ name }) => name), "text", "animation");
  const budget: KeyBudget = { left: MOST_ADDED_KEYS };
  for (const [at, animation] of motion.animations.entries()) {
    options.signal?.throwIfAborted();
    addAnimation(scene, names[at]!, animation, rig, options, arrays, budget);
  }
}

function addAnimation(scene: FbxScene, name: string, { tracks }: ModelAnimation, rig: FbxRig, options: ResolvedWriteOptions, arrays: FbxArrays, budget: KeyBudget): void {
  const [from, to] = [ticksOf(Math.min(...tracks.map(({ times }) => times[0]!))), ticksOf(Math.max(...tracks.map(({ times }) => times.at(-1)!)))];
  const stack = scene.add((id) => node("AnimationStack", [long(id), named(name, "AnimStack"), text("")], [properties70(time("LocalStart", from), time("LocalStop", to), time("ReferenceStart", from), time("ReferenceStop", to))]));
  const layer = scene.add((id) => node("AnimationLayer", [long(id), named(name, "AnimLayer"), text("")], []));
  scene.connect(layer, stack);
  scene.takes.push({ name, from, to });
  const curves = (kind: string, components: readonly string[], keys: StraightKeys, moved: number, property: string) => {
    const group = scene.add((id) => node("AnimationCurveNode", [long(id), named(kind, "AnimCurveNode"), text("")], [properties70(...components.map((component, k) => amount(component, keys.values[k]![0]!)))]));
    scene.connect(group, layer);
    scene.connect(group, moved, property);
    const times = arrays.longs(keys.times.map(ticksOf));
    components.forEach((component, k) => {
      const curve = scene.add((id) => node("AnimationCurve", [long(id), named("", "AnimCurve"), text("")], [
        node("Default", [double(keys.values[k]![0]!)]),
        node("KeyVer", [int(VERSION)]),
        node("KeyTime", [times]),
        node("KeyValueFloat", [arrays.floats(keys.values[k]!)]),
        node("KeyAttrFlags", [arrays.ints([LINEAR])]),
        node("KeyAttrDataFloat", [arrays.floats([0, 0, 0, 0])]),
        node("KeyAttrRefCount", [arrays.ints([keys.times.length])]),
      ])); // prettier-ignore
      scene.connect(curve, group, component);
    });
  };
  const turns = turnsOf(options);
  for (const track of tracks) {
    if (track.path === "weights") addWeights(track, rig, curves, budget);
    else {
      const keys = straightKeys(track, turns[track.path], budget);
      const [kind, property] = KINDS[track.path];
      curves(kind, AXES, track.path === "rotation" ? { ...keys, values: keys.values.map((values) => values.map(degrees)) } : keys, rig.nodes[track.target]!, property);
    }
  }
}

type AddCurves = (kind: string, components: readonly string[], keys: StraightKeys, moved: number, property: string) => void;

/** One curve for each morph of each part that the track moves. */
function addWeights(track: Track, { deformed }: FbxRig, curves: AddCurves, budget: KeyBudget): void {
  const moved = deformed.filter(({ weights, channels }) => weights === track.target && channels.length > 0);
  if (moved.length === 0) return;
  const { times, values } = straightKeys(track, (value) => value.map((share) => 100 * share), budget);
  for (const { channels } of moved) {
    channels.forEach((channel, at) => {
      if (values[at]) curves("DeformPercent", ["d|DeformPercent"], { times, values: [values[at]] }, channel, "DeformPercent");
    });
  }
}

const ticksOf = (seconds: number): number => Math.round(seconds * TICKS);
