import { z } from "zod";
import { VIEWS } from "./views.ts";

export const sourceImageAnswerSchema = z.object({
  success: z.literal(true),
  /** To be sent as one of `imageUrls`; works for its uploader only. */
  url: z.string(),
  view: z.enum(VIEWS),
  /** Pixels, after the photo has been turned upright. */
  width: z.int(),
  height: z.int(),
  warnings: z.array(z.string()),
});
export type SourceImageAnswer = z.infer<typeof sourceImageAnswerSchema>;
