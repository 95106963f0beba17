import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import sharp from "sharp";
import type { AnswerLog, Json } from "./answer-log.ts";
import { createCaller } from "./call-insistently.ts";
import { COST, CREDITS } from "./restart-settings.ts";

/** A generation that a client was told of, and what it knows of it. */
export interface KnownModel {
  modelId: string;
  userId: string;
  sourceId: string;
  version: number;
  status: string;
  progress: number;
  isDeleted: boolean;
}

export interface RestartClientOptions {
  url: string;
  userId: string;
  log: AnswerLog;
  random: () => number;
}

const PAUSE_MS: readonly [number, number] = [200, 1_000];
const MOST_OPEN = 3;
const FINAL = new Set(["SUCCEEDED", "FAILED", "EXPIRED"]);
const isOpen = ({ status, isDeleted }: KnownModel) => !isDeleted && !FINAL.has(status);
const hasSucceeded = ({ status, isDeleted }: KnownModel) => !isDeleted && status === "SUCCEEDED";

/** Somebody with two photos, who does one thing after the other, each until it has been answered; whatever was acknowledged once has to be so from then on. */
export async function openRestartClient({ url, userId, log, random }: RestartClientOptions): Promise<{ run(signal: AbortSignal): Promise<KnownModel[]> }> {
  const { insist } = createCaller({ url, userId, log });
  const models: KnownModel[] = [];
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];
  const photo = await sharp({ create: { width: 320, height: 320, channels: 3, background: "#c55" } }).png().toBuffer();
  const photos = { front: await upload("front"), back: await upload("back") };
  return {
    async run(signal) {
      await start();
      while (!signal.aborted) {
        await pause(PAUSE_MS[0] + random() * (PAUSE_MS[1] - PAUSE_MS[0]), undefined, { signal }).catch(() => undefined);
        await doSomething();
      }
      return models;
    },
  };

  async function doSomething(): Promise<void> {
    const roll = random();
    if (roll < 0.2 && models.filter(isOpen).length < MOST_OPEN) return start();
    if (roll < 0.5) return look();
    if (roll < 0.65) return list();
    if (roll < 0.75) return showCredits();
    if (roll < 0.82) return activate();
    if (roll < 0.88) return remove();
    if (roll < 0.94) return void Object.assign(photos, { front: await upload("front") });
    return readPhoto();
  }

  function expect(isSo: boolean, rule: string, what: string, details: unknown): void {
    if (!isSo) log.breach(rule, what, details);
  }

  async function upload(view: string): Promise<string> {
    const form = () => {
      const fields = new FormData();
      fields.set("view", view);
      fields.set("image", new File([new Uint8Array(photo)], "photo.png", { type: "image/png" }));
      return fields;
    };
    const answer = await insist("POST photo", "/source-images", { method: "POST", form });
    expect(answer.status === 200, "a photo is taken", "POST photo", answer);
    return String(answer.body.url);
  }

  async function readPhoto(): Promise<void> {
    const { pathname, search } = new URL(photos.front, url);
    const answer = await insist("GET photo", `${pathname}${search}`.replace(/^\/api/, ""));
    expect(answer.status === 200 && answer.body.bytes === photo.byteLength, "a photo that was taken is there", "GET photo", answer);
  }

  async function start(): Promise<void> {
    const again = random() < 0.4 ? pick(models.filter((model) => !models.some((other) => other.sourceId === model.sourceId && isOpen(other)))) : undefined;
    const sourceId = again?.sourceId ?? randomUUID();
    const request = { method: "POST", key: randomUUID(), json: { imageUrls: { ...photos }, sourceType: "product", sourceId, options: { targetPolycount: 100 + below(900) } } };
    const isBusy = ({ body }: { body: Json }) => body.code === "idempotency_in_flight";
    const answer = await insist("POST start", "/generate-3d-model", request, isBusy);
    if (answer.status !== 200) return log.breach("a start, tried again with its key, is answered in the end", "POST start", answer);
    const modelId = String(answer.body.modelId);
    models.push({ modelId, userId, sourceId, version: Number(answer.body.version), status: "PENDING", progress: 0, isDeleted: false });
    if (random() < 0.3) {
      const repeated = await insist("POST start", "/generate-3d-model", request, isBusy);
      expect(repeated.status === 200 && repeated.body.modelId === modelId, "a repeated start gives the same model", "POST start", repeated);
    }
  }

  async function look(): Promise<void> {
    const model = pick(models.filter(isOpen)) ?? pick(models);
    if (!model) return;
    const answer = await insist("GET status", `/generate-3d-model?taskId=${model.modelId}`);
    if (model.isDeleted) return expect(answer.status === 404, "what was deleted stays so", "GET status", { model, answer });
    expect(answer.status === 200, "what was started is there", "GET status", { model, answer });
    const { status, progress } = answer.body as { status: string; progress: number };
    expect(!FINAL.has(model.status) || status === model.status, "an end stays as it is", "GET status", { model, answer });
    expect(progress >= model.progress || FINAL.has(status), "progress never falls", "GET status", { model, answer });
    Object.assign(model, { status, progress });
  }

  async function list(): Promise<void> {
    const sourceId = pick(models)?.sourceId;
    if (sourceId === undefined) return;
    const answer = await insist("GET list", `/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`);
    const listed = (answer.body.models ?? []) as { id: string; version: number; is_active: boolean }[];
    const expected = models.filter((model) => model.sourceId === sourceId && !model.isDeleted).sort((a, b) => b.version - a.version);
    expect(JSON.stringify(listed.map(({ id, version }) => [id, version])) === JSON.stringify(expected.map(({ modelId, version }) => [modelId, version])), "a list shows what was acknowledged, and nothing else", "GET list", { listed, expected });
    const active = listed.filter((model) => model.is_active).length;
    expect(active <= 1 && (active === 1 || !expected.some(hasSucceeded)), "one version is active where one has succeeded", "GET list", { listed, expected });
  }

  async function showCredits(): Promise<void> {
    const answer = await insist("GET credits", "/credits");
    const { balance, held } = answer.body as { balance: number; held: number };
    // Of a deleted model nobody knows whether it had succeeded before.
    const least = CREDITS - COST * models.filter(({ status }) => status !== "FAILED").length;
    const most = CREDITS - COST * models.filter(({ status }) => status === "SUCCEEDED").length;
    expect(answer.status === 200 && balance >= least && balance <= most && held <= COST * models.filter(isOpen).length, "credits are right", "GET credits", { answer, least, most });
  }

  async function activate(): Promise<void> {
    const model = pick(models.filter(hasSucceeded));
    if (!model) return;
    const answer = await insist("PATCH activate", "/product-3d-models", { method: "PATCH", json: { modelId: model.modelId, action: "set_active" } });
    expect(answer.status === 200, "what has succeeded can be shown", "PATCH activate", { model, answer });
    if (models.some((other) => other.sourceId === model.sourceId && isOpen(other))) return;
    const shown = await insist("GET source", `/product-3d-models?sourceType=product&sourceId=${model.sourceId}`);
    expect((shown.body.model as { id: string } | null)?.id === model.modelId, "what was activated is shown", "GET source", { model, shown });
  }

  async function remove(): Promise<void> {
    const model = pick(models.filter(({ isDeleted }) => !isDeleted));
    if (!model) return;
    const answer = await insist("DELETE model", `/product-3d-models?modelId=${model.modelId}`, { method: "DELETE" });
    if (answer.status === 409) return expect(answer.body.code === "only_version", "a version can be deleted", "DELETE model", { model, answer });
    // Told to try again, it may have been deleted all the same: the second try finds nothing.
    expect(answer.status === 200 || answer.status === 404, "a version can be deleted", "DELETE model", { model, answer });
    model.isDeleted = true;
    const gone = await insist("GET status", `/generate-3d-model?taskId=${model.modelId}`);
    expect(gone.status === 404, "what was deleted stays so", "GET status", { model, gone });
  }
}
