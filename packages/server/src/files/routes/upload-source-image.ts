import { PATHS, sourceImageAnswerSchema } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { keepIdempotent } from "../../http/keep-idempotent.ts";
import { createLinkMaker } from "../create-link-maker.ts";
import { receiveInTurn } from "../limit-uploads.ts";
import { receiveSourceImage } from "../receive-source-image.ts";

export const uploadSourceImage = defineEndpoint({
  method: "post",
  path: PATHS.sourceImages,
  who: "user",
  summary: "Upload one photo of a source; its `url` is then one of `imageUrls` of a generation",
  multipart: { view: "front, back, side or top", image: "a JPG, PNG or WebP file" },
  answer: sourceImageAnswerSchema,
  limit: "uploads",
  errors: ["invalid_request", "image_unreadable", "image_too_small", "image_too_large", "payload_too_large", "unsupported_media_type", "idempotency_in_flight", "idempotency_mismatch"],
  async handle({ context, userId, request, response, baseUrl, signal }) {
    const links = createLinkMaker(context, baseUrl);
    const { imageId, ...image } = await receiveInTurn(context, { userId, response, signal }, () => receiveSourceImage(request, { files: context.files, userId, signal }));
    const stored = await context.files.findSourceImage(userId, imageId);
    const scope = { request, userId, route: PATHS.sourceImages, body: { view: image.view, sha256: stored?.sha256 } };
    return keepIdempotent(context, scope, async (kept) => {
      const answer = { success: true, url: links.sourceImage(imageId), ...image };
      await context.database.asService((trx) => kept.remember(trx, answer));
      return answer;
    });
  },
});
