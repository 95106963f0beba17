import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { discPhoto, photoForm } from "../../../test/photos.ts";

export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Sends photos and starts a model of them, by whatever answers below the mount path. @returns what reads its state. */
export async function startGeneration(ask: Ask): Promise<() => Promise<string>> {
  const post = async (path: string, body: BodyInit, headers: Record<string, string> = {}) => {
    const response = await ask(path, { method: "POST", body, headers });
    expect(response.status, await response.clone().text()).toBe(200);
    return (await response.json()) as { url: string; taskId: string };
  };
  const photo = await discPhoto();
  const imageUrls: Record<string, string> = {};
  for (const view of ["front", "back"]) imageUrls[view] = (await post("/source-images", photoForm(view, photo))).url;
  const { taskId } = await post("/generate-3d-model", JSON.stringify({ imageUrls, sourceType: "product", sourceId: randomUUID() }), { "content-type": "application/json" });
  return async () => ((await (await ask(`/generate-3d-model?taskId=${taskId}`)).json()) as { status: string }).status;
}
