import type { Model3DClient } from "@model-3d/client";
import type { Model } from "@model-3d/contract";

/** Hands a model's GLB to the user as a file, with the client's own headers where a plain link would go without them. */
export async function downloadModel(client: Model3DClient, model: Model, title: string): Promise<void> {
  const { glb } = model.model_urls;
  if (glb === undefined) return;
  const fileName = `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "model"}.glb`;
  if (!client.needsOwnFetch) return followLink(glb, fileName);
  const response = await client.fetchModelFile(model.id, "model.glb");
  const url = URL.createObjectURL(await response.blob());
  followLink(url, fileName);
  // The browser has taken the file over by the next turn of its own.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

function followLink(href: string, download: string): void {
  Object.assign(document.createElement("a"), { href, download }).click();
}
