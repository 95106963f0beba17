import type { TextureUrls } from "@model-3d/contract";
import type { PlacedFile } from "../files/model-file-owner.ts";

/** Where a row finds the files of its model. */
export interface FilePlaces {
  modelUrls: Record<string, string>;
  thumbnailUrl: string | null;
  textureUrls: TextureUrls[];
}

/** Sorts files into the columns they are shown in. One that is nowhere is left out, and so is a set of textures without its base colour. */
export function placeFiles(files: readonly PlacedFile[]): FilePlaces {
  const modelUrls: Record<string, string> = {};
  let thumbnailUrl: string | null = null;
  const sets: Partial<TextureUrls>[] = [];
  for (const { kind, texture, place } of files) {
    if (place === null) continue;
    if (kind === "thumbnail") thumbnailUrl ??= place;
    else if (kind !== "texture") modelUrls[kind] = place;
    else {
      const { set, map } = texture ?? { set: 0, map: "base_color" };
      sets[set] = { ...sets[set], [map]: place };
    }
  }
  return { modelUrls, thumbnailUrl, textureUrls: sets.filter((maps): maps is TextureUrls => maps?.base_color !== undefined) };
}
