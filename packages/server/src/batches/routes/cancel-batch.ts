import { batchAnswerSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { changeBatch } from "../change-batch.ts";

export const cancelBatchEndpoint = defineEndpoint({
  method: "delete",
  path: `${PATHS.batches}/:batchId`,
  who: "user",
  summary: "Cancel what of a batch has not begun, and give its credits back",
  params: z.object({ batchId: uuidSchema }),
  answer: batchAnswerSchema,
  errors: ["invalid_request", "not_found", "batch_ended"],
  handle: ({ context, userId, params }) => changeBatch(context, { userId, batchId: params.batchId }, "cancel"),
});
