import { PATHS, setActiveAnswerSchema, setActiveRequestSchema } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { activateVersion } from "../model-service.ts";
import { createLinkMaker } from "../../files/create-link-maker.ts";
import { presentModel } from "../present-model.ts";

export const activateVersionEndpoint = defineEndpoint({
  method: "patch",
  path: PATHS.models,
  who: "user",
  summary: "Make one version of a source the active one",
  body: setActiveRequestSchema,
  answer: setActiveAnswerSchema,
  errors: ["invalid_request", "not_found", "not_succeeded", "unsupported_media_type", "payload_too_large"],
  async handle({ context, userId, body, baseUrl }) {
    const row = await activateVersion(context, userId, body.modelId);
    return { success: true, model: presentModel(row, createLinkMaker(context, baseUrl)), message: "Model set as active successfully" };
  },
});
