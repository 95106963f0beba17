import { buffer } from "node:stream/consumers";
import { generationOptionsSchema, PATHS, VIEWS } from "@model-3d/contract";
import { createLinkMaker } from "../files/create-link-maker.ts";
import type { ModelRow } from "../models/model-repository.ts";
import type { Provider, ProviderRequest } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { findPhotos } from "./find-photos.ts";

/** What a provider is asked for: the photos in their order, each read when it is needed, and the options of the request. */
export async function buildProviderRequest(context: ServiceContext, model: ModelRow, provider: Provider): Promise<ProviderRequest> {
  const images = await findPhotos(context, model.id);
  const { publicUrl, mountPath } = context.options;
  const base = publicUrl?.startsWith("https:") ? publicUrl + mountPath : null;
  const links = base === null ? null : createLinkMaker(context, base);
  const views = [...images]
    .sort((a, b) => VIEWS.indexOf(a.view) - VIEWS.indexOf(b.view))
    .map(({ view, contentType, imageId, open }) => ({
      view,
      contentType,
      read: async (signal: AbortSignal) => new Uint8Array(await buffer(await open(signal))),
      link: () => (links && imageId ? links.sourceImage(imageId) : null),
    }));
  const wantsWebhook = provider.mode === "asynchronous" && provider.webhook?.scope === "request" && context.options.tasks.news.webhooks;
  const webhookUrl = wantsWebhook && base !== null ? `${base}${PATHS.webhooks}/${provider.name}` : null;
  return { modelId: model.id, views, options: generationOptionsSchema.parse(model.options), webhookUrl };
}
