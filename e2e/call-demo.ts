import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { USUAL_VIEWS, type Credits, type GenerationStatus, type ModelVersionsAnswer, type View } from "@model-3d/contract";
import type { Demo } from "./start-demo.ts";

/** A user of the demo who speaks HTTP. */
export class DemoUser {
  readonly #demo: Demo;
  readonly userId: string;

  constructor(demo: Demo, userId: string = randomUUID()) {
    this.#demo = demo;
    this.userId = userId;
  }

  /** The same user after a restart. */
  on(demo: Demo): DemoUser {
    return new DemoUser(demo, this.userId);
  }

  async call<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.#demo.url}/api${path}`, { ...init, headers: { "x-demo-user": this.userId, ...init.headers } });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer as Answer;
  }

  async upload(view: View): Promise<string> {
    const form = new FormData();
    form.set("view", view);
    form.set("image", new Blob([new Uint8Array(await readFile(new URL(`../demo/photos/teapot-${view}.jpg`, import.meta.url)))]), `${view}.jpg`);
    const { url } = await this.call<{ url: string }>("/source-images", { method: "POST", body: form });
    return url;
  }

  async generate(sourceId: string = randomUUID()): Promise<{ taskId: string; modelId: string; sourceId: string }> {
    const imageUrls = Object.fromEntries(await Promise.all(USUAL_VIEWS.map(async (view) => [view, await this.upload(view)])));
    const body = JSON.stringify({ imageUrls, sourceType: "product", sourceId });
    return { ...(await this.call<{ taskId: string; modelId: string }>("/generate-3d-model", { method: "POST", body, headers: { "content-type": "application/json" } })), sourceId };
  }

  status(taskId: string): Promise<GenerationStatus> {
    return this.call(`/generate-3d-model?taskId=${taskId}`);
  }

  versions(sourceId: string): Promise<ModelVersionsAnswer> {
    return this.call(`/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`);
  }

  credits(): Promise<Credits> {
    return this.call("/credits");
  }
}
