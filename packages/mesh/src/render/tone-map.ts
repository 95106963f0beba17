const START = 0.8 - 0.04;
const DESATURATION = 0.15;

/** Khronos' neutral tone mapping (2024), as viewers of products use it: base colours stay what they are, what is brighter runs into white. In place. */
export function toneMap(colour: Float64Array): void {
  const least = Math.min(colour[0]!, colour[1]!, colour[2]!);
  const offset = least < 0.08 ? least - 6.25 * least * least : 0.04;
  for (let k = 0; k < 3; k++) colour[k]! -= offset;
  const peak = Math.max(colour[0]!, colour[1]!, colour[2]!);
  if (peak < START) return;
  const room = 1 - START;
  const reached = 1 - (room * room) / (peak + room - START);
  const white = 1 - 1 / (DESATURATION * (peak - reached) + 1);
  for (let k = 0; k < 3; k++) colour[k] = (1 - white) * ((colour[k]! * reached) / peak) + white * reached;
}
