import { changeModelAnswerSchema, changeModelRequestSchema, PATHS } from "@model-3d/contract";
import { createLinkMaker } from "../../files/create-link-maker.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { activateVersion } from "../model-service.ts";
import { presentModel } from "../present-model.ts";
import { setRealSize } from "../set-real-size.ts";

export const changeModelEndpoint = defineEndpoint({
  method: "patch",
  path: PATHS.models,
  who: "user",
  summary: "Make one version of a source the active one, or say how large the thing really is",
  body: changeModelRequestSchema,
  answer: changeModelAnswerSchema,
  errors: ["invalid_request", "not_found", "not_succeeded", "unsupported_media_type", "payload_too_large"],
  async handle({ context, userId, body, baseUrl }) {
    const isSize = body.action === "set_size";
    const row = isSize ? await setRealSize(context, userId, body.modelId, body.size) : await activateVersion(context, userId, body.modelId);
    return { success: true, model: presentModel(row, createLinkMaker(context, baseUrl)), message: isSize ? "Size kept successfully" : "Model set as active successfully" };
  },
});
