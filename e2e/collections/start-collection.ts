import { randomUUID } from "node:crypto";
import sharp from "sharp";

const MAX_BATCH = 1_000;

/** Uploads two photos and has so many models of them made; more than 1,000 are several batches. @returns their ids. */
export async function startCollection(url: string, userId: string, items: number): Promise<string[]> {
  const imageUrls = await uploadViews(url, userId);
  const ids: string[] = [];
  for (let from = 0; from < items; from += MAX_BATCH) {
    const wanted = Array.from({ length: Math.min(MAX_BATCH, items - from) }, () => ({ sourceType: "product", sourceId: randomUUID(), imageUrls }));
    const { batch } = (await post(`${url}/api/generation-batches`, userId, JSON.stringify({ items: wanted }), { "content-type": "application/json" })) as { batch: { id: string } };
    ids.push(batch.id);
  }
  return ids;
}

/** Uploads a front and a back. @returns their addresses, as a start takes them. */
export async function uploadViews(url: string, userId: string): Promise<{ front: string; back: string }> {
  return { front: await upload(url, userId, "front"), back: await upload(url, userId, "back") };
}

async function upload(url: string, userId: string, view: string): Promise<string> {
  const bytes = await sharp({ create: { width: 320, height: 320, channels: 3, background: view === "front" ? "#885522" : "#225588" } }).png().toBuffer();
  const form = new FormData();
  form.set("view", view);
  form.set("image", new File([new Uint8Array(bytes)], "photo.png", { type: "image/png" }));
  return String(((await post(`${url}/api/source-images`, userId, form)) as { url: string }).url);
}

async function post(address: string, userId: string, body: BodyInit, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(address, { method: "POST", body, headers: { "x-user": userId, ...headers } });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}
