import type { Attributes } from "@opentelemetry/api";

/** The attributes by which everything that was done for one model is found. */
export const ofModel = ({ modelId, provider }: { modelId: string; provider?: string }): Attributes => ({ "model_3d.model_id": modelId, ...(provider === undefined ? {} : { "model_3d.provider": provider }) });
