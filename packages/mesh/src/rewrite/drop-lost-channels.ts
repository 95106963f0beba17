import type { Document } from "@gltf-transform/core";

/** What a channel can move without an extension (glTF 2.0, 5.5); its target's extensions are not in the document. */
const PATHS: ReadonlySet<string> = new Set(["translation", "rotation", "scale", "weights"]);

/** Channels that only an extension says the aim of, such as KHR_animation_pointer, are against the standard without it; so is an animation of no channels. */
export function dropLostChannels(document: Document): void {
  for (const animation of document.getRoot().listAnimations()) {
    const lost = animation.listChannels().filter((channel) => !PATHS.has(channel.getTargetPath() ?? ""));
    if (lost.length === 0) continue;
    const samplers = new Set(lost.map((channel) => channel.getSampler()));
    for (const channel of lost) channel.dispose();
    const left = animation.listChannels();
    for (const sampler of samplers) if (!left.some((channel) => channel.getSampler() === sampler)) sampler?.dispose();
    if (left.length === 0) animation.dispose();
  }
}
