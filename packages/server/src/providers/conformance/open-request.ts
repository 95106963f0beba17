import type { GenerationOptions } from "@model-3d/contract";
import type { ProviderCall, ProviderRequest, ProviderView } from "../provider.ts";
import { createSamplePhotos } from "./create-sample-photos.ts";
import type { ProviderUnderTest } from "./provider-under-test.ts";

const MODEL_ID = "5a7e1f30-0000-4000-8000-000000000000";

/** A request as the core makes it: photos in the contract's order, options that say nothing. */
export function openRequest({ photos, provider }: ProviderUnderTest, options: GenerationOptions = {}, views: readonly ProviderView[] = photos ?? createSamplePhotos()): ProviderRequest {
  const wantsAddress = provider.mode === "asynchronous" && provider.webhook?.scope === "request";
  return { modelId: MODEL_ID, views, options, webhookUrl: wantsAddress ? `https://shop.example/api/webhooks/${provider.name}` : null };
}

/** A call without limits and without an end. */
export function openCall(signal: AbortSignal = new AbortController().signal, beforeRequest: () => Promise<void> = async () => {}): ProviderCall {
  return { signal, beforeRequest };
}

export const isFinal = (status: string): boolean => status !== "PENDING" && status !== "IN_PROGRESS";
