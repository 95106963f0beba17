import { generationStatusSchema, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { createLinkMaker } from "../../files/create-link-maker.ts";
import { showGeneration } from "../show-generation.ts";

const MAX_TASK_ID_CHARACTERS = 200;

export const showGenerationEndpoint = defineEndpoint({
  method: "get",
  path: PATHS.generate,
  who: "user",
  summary: "The newest state of one of your generations",
  query: z.object({ taskId: z.string().min(1).max(MAX_TASK_ID_CHARACTERS).regex(/^[\x21-\x7e]+$/, "has characters that no task id has") }),
  answer: generationStatusSchema,
  errors: ["invalid_request", "not_found"],
  handle: ({ context, userId, query, baseUrl }) => showGeneration(context, userId, query.taskId, createLinkMaker(context, baseUrl)),
});
