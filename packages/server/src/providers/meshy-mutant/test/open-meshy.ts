import { makeBoxModel, startMeshySimulator, type MeshySimulator, type MeshySimulatorOptions } from "@model-3d/meshy-simulator";
import type { View } from "@model-3d/contract";
import sharp from "sharp";
import { onTestFinished } from "vitest";
import { ProviderError } from "../../provider-error.ts";
import type { ProviderCall, ProviderRequest, ProviderView, TaskReport } from "../../provider.ts";
import { createMeshyProvider, type MeshyProviderOptions } from "../create-meshy-provider.ts";

export const DAY_MS = 24 * 60 * 60_000;

/** A clock that a test moves with `simulator.advance`. */
const STILL = { now: () => new Date("2026-03-02T09:00:00.000Z") };

/** The simulator with boxes for models, and a provider that talks to it; both are closed after the test. */
export async function openMeshy(options: MeshySimulatorOptions = {}, providerOptions: Partial<MeshyProviderOptions> = {}) {
  const simulator = await startMeshySimulator({ clock: STILL, makeModel: makeBoxModel, limits: { requestsPerSecond: 1000, queuedTasks: 100 }, ...options });
  const provider = openProvider(simulator.url, { apiKey: simulator.apiKey, ...providerOptions });
  onTestFinished(() => simulator.close());
  return { simulator, provider };
}

export function openProvider(baseUrl: string, options: Partial<MeshyProviderOptions> = {}) {
  const provider = createMeshyProvider({ apiKey: "msy_simulator", baseUrl, ...options });
  onTestFinished(() => provider.close());
  return provider;
}

/** A call that counts the requests that were announced. */
export function call(signal: AbortSignal = new AbortController().signal): ProviderCall & { requests: number } {
  return {
    signal,
    requests: 0,
    async beforeRequest() {
      this.requests += 1;
    },
  };
}

const photos = new Map<string, Promise<Uint8Array>>();

/** A photo of one colour. */
export function photo({ width = 32, height = 32, format = "png" as "png" | "jpeg" | "webp", colour = "#777", orientation = 1 } = {}): Promise<Uint8Array> {
  const key = JSON.stringify({ width, height, format, colour, orientation });
  const made = photos.get(key) ?? sharp({ create: { width, height, channels: colour.length > 7 ? 4 : 3, background: colour } }).withMetadata({ orientation }).toFormat(format).toBuffer();
  photos.set(key, made);
  return made;
}

export async function view(name: View, { contentType = "image/png", bytes, link = null }: { contentType?: string; bytes?: Uint8Array; link?: string | null } = {}): Promise<ProviderView> {
  const content = bytes ?? (await photo());
  return { view: name, contentType, read: async () => content, link: () => link };
}

export async function request(options: ProviderRequest["options"] = {}, views?: readonly ProviderView[]): Promise<ProviderRequest> {
  return { modelId: "3f0c1d4e-0000-4000-8000-000000000000", views: views ?? [await view("front"), await view("back")], options, webhookUrl: null };
}

/** What a piece of work fails with; it must be a `ProviderError`. */
export async function errorOf(work: Promise<unknown> | AsyncIterable<unknown>): Promise<ProviderError> {
  try {
    if (Symbol.asyncIterator in work) for await (const _ of work);
    else await work;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

export function succeeded(report: TaskReport): Extract<TaskReport, { status: "SUCCEEDED" }> {
  if (report.status !== "SUCCEEDED") throw new Error(`The task is ${JSON.stringify(report)}.`);
  return report;
}

export type { MeshySimulator };
