import type { GenerationOptions, View } from "@model-3d/contract";
import type { ProviderBase } from "../providers/provider.ts";

/** What a service will not do as it was asked, by what it says of itself; in words for the user. */
export function warnOfIgnored({ name, capabilities }: Pick<ProviderBase, "name" | "capabilities">, { options, views }: { options: GenerationOptions; views: readonly View[] }): string[] {
  const warnings: string[] = [];
  const given = (Object.keys(options) as (keyof GenerationOptions)[]).filter((option) => options[option] !== undefined);
  const ignored = given.filter((option) => !capabilities.options.includes(option));
  if (ignored.length > 0) warnings.push(`The generator "${name}" ignores ${ignored.map((option) => `\`${option}\``).join(", ")}.`);
  const looksAt = capabilities.views.filter((view) => views.includes(view)).slice(0, capabilities.maxViews);
  const unseen = views.filter((view) => !looksAt.includes(view));
  if (unseen.length > 0) warnings.push(`The generator "${name}" does not look at the photo of the ${unseen.join(" and the ")}.`);
  const wanted = options.targetPolycount;
  if (wanted !== undefined && wanted > capabilities.maxPolycount) warnings.push(`The generator "${name}" makes at most ${capabilities.maxPolycount.toLocaleString("en")} triangles; ${wanted.toLocaleString("en")} were asked for.`);
  return warnings;
}
