import { z } from "zod";

/** `ok`, or in a few words why not. */
const checkSchema = z.string();

export const healthSchema = z.object({
  success: z.boolean(),
  database: checkSchema,
  queue: checkSchema,
  storage: checkSchema,
  provider: checkSchema,
});
export type Health = z.infer<typeof healthSchema>;
