import { PATHS, sourceImageAnswerSchema } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { keepIdempotent } from "../../http/keep-idempotent.ts";
import { createLinkMaker } from "../create-link-maker.ts";
import { receiveInTurn } from "../limit-uploads.ts";
import { receiveSourceImage } from "../receive-source-image.ts";

const imageIdOf = (url: string) => new URL(url, "http://any.example").pathname.split("/").at(-1) ?? "";

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
    const answer = await receiveInTurn(context, { userId, response, signal }, () =>
      receiveSourceImage(request, { files: context.files, userId, signal }, (photo, store) =>
        keepIdempotent(context, { request, userId, route: PATHS.sourceImages, body: photo }, async (kept) => {
          const { imageId, ...image } = await store();
          const stored = { success: true, url: links.sourceImage(imageId), ...image };
          await context.database.asService((trx) => kept.remember(trx, stored));
          return stored;
        }),
      ),
    );
    // A link lives for less long than a key does.
    return { ...answer, url: links.sourceImage(imageIdOf(answer.url)) };
  },
});
