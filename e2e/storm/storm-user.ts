import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import sharp from "sharp";
import type { SeenGeneration } from "../installation/compare-with-service.ts";

export interface StormUserOptions {
  url: string;
  userId: string;
  generations: number;
  random: () => number;
  /** When to give up, by `performance.now()`. */
  until: number;
}

interface Plan {
  isNewSource: boolean;
  targetPolycount: number;
  changesMind: boolean;
}

const POLL_MS = 300;
const RETRY_MS = 250;
/** A request that died with its server may hold its key for so long; the user looks at the page instead. */
const KEY_PATIENCE = 8;

type Json = Record<string, unknown>;
interface Answer {
  status: number;
  body: Json;
}

/** Makes one model after another as a person at a page does: tries again what failed on the way, looks how far it is, changes its mind at times. */
export async function runStormUser({ url, userId, generations, random, until }: StormUserOptions): Promise<SeenGeneration[]> {
  const seen: SeenGeneration[] = [];
  const shade = Math.floor(random() * 0x1000000);
  // Made up before anything happens: how often something has to be tried again changes nothing of it.
  const plans = Array.from({ length: generations }, () => ({ isNewSource: random() > 0.15, targetPolycount: 100 + Math.floor(random() * 900), changesMind: random() < 0.08 }));
  const photos = { front: await upload("front"), back: await upload("back") };
  let sourceId = randomUUID();
  for (const plan of plans) {
    if (plan.isNewSource) sourceId = randomUUID();
    const modelId = await start(sourceId, plan);
    if (modelId !== null) seen.push({ modelId, end: await follow(modelId, plan) });
  }
  return seen;

  /** An answer, however often the way there broke; `null` for a try that had none. */
  async function call(path: string, init: RequestInit = {}): Promise<Answer | null> {
    if (performance.now() > until) throw new Error(`User ${userId} ran out of time at ${init.method ?? "GET"} ${path}.`);
    try {
      const response = await fetch(`${url}/api${path}`, { ...init, headers: { "x-user": userId, ...init.headers }, signal: AbortSignal.timeout(20_000) });
      const body: unknown = await response.json();
      return { status: response.status, body: body as Json };
    } catch {
      return null;
    }
  }

  async function insist(path: string, init: RequestInit = {}): Promise<Answer> {
    for (;;) {
      const answer = await call(path, init);
      if (answer && answer.status < 500) return answer;
      await pause(RETRY_MS);
    }
  }

  async function upload(view: string): Promise<string> {
    const bytes = await sharp({ create: { width: 320, height: 320, channels: 3, background: `#${(view === "front" ? shade : 0xffffff - shade).toString(16).padStart(6, "0")}` } }).png().toBuffer();
    for (;;) {
      const form = new FormData();
      form.set("view", view);
      form.set("image", new File([new Uint8Array(bytes)], "photo.png", { type: "image/png" }));
      const answer = await insist("/source-images", { method: "POST", body: form });
      if (answer.status === 200) return String(answer.body.url);
      throw new Error(`The photo was refused: ${JSON.stringify(answer.body)}`);
    }
  }

  async function entryOf(id: string): Promise<string | null> {
    const { body } = await insist(`/product-3d-models?sourceType=product&sourceId=${id}&includeAll=true`);
    const [newest] = (body.models ?? []) as { id: string }[];
    return newest?.id ?? null;
  }

  async function start(source: string, { targetPolycount }: Plan): Promise<string | null> {
    const before = await entryOf(source);
    for (;;) {
      const key = randomUUID();
      const body = JSON.stringify({ imageUrls: photos, sourceType: "product", sourceId: source, options: { targetPolycount } });
      for (let tries = 0; tries < KEY_PATIENCE; tries += 1) {
        const answer = await call("/generate-3d-model", {
          method: "POST",
          headers: { "content-type": "application/json", "idempotency-key": key },
          body,
        });
        if (answer?.status === 200) return String(answer.body.modelId);
        if (answer?.body.code === "generation_in_progress" && typeof answer.body.modelId === "string") return answer.body.modelId;
        if ((answer?.body.code === "provider_error" || answer?.body.code === "provider_unavailable") && typeof answer.body.modelId === "string") return answer.body.modelId;
        if (answer && answer.status < 500 && answer.body.code !== "idempotency_in_flight" && answer.body.code !== "generation_in_progress") throw new Error(`Not started: ${answer.status} ${JSON.stringify(answer.body)}`);
        await pause(RETRY_MS);
      }
      const newest = await entryOf(source);
      if (newest !== null && newest !== before) return newest;
    }
  }

  async function follow(modelId: string, { changesMind }: Plan): Promise<SeenGeneration["end"]> {
    for (let looks = 0; ; looks += 1) {
      const { status, body } = await insist(`/generate-3d-model?taskId=${modelId}`);
      if (status === 404) return "DELETED";
      if (body.status === "SUCCEEDED" || body.status === "FAILED" || body.status === "EXPIRED") return body.status;
      if (changesMind && looks === 2) {
        const deleted = await insist(`/product-3d-models?modelId=${modelId}`, { method: "DELETE" });
        if (deleted.status === 200 || deleted.status === 404) return "DELETED";
      }
      await pause(POLL_MS * (0.5 + random()));
    }
  }
}
