import { z } from "zod";
import { MAX_VIEWER_LOAD_S, MAX_VIEWER_REPORTS, VIEWER_FAULTS } from "./viewer-faults.ts";

/** What a page says of one of its viewers: how long its model took, or why there is none. Nobody and no model is named. */
export const viewerReportSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("load"),
    /** `low`: the light file that comes before the full one. */
    quality: z.enum(["low", "full"]),
    /** From when the viewer began to load until its model was shown. */
    seconds: z.number().min(0).max(MAX_VIEWER_LOAD_S),
  }),
  z.strictObject({ kind: z.literal("fault"), fault: z.enum(VIEWER_FAULTS) }),
]);
export type ViewerReport = z.infer<typeof viewerReportSchema>;

export const viewerReportsRequestSchema = z.strictObject({ reports: z.array(viewerReportSchema).min(1).max(MAX_VIEWER_REPORTS) });
export const viewerReportsAnswerSchema = z.object({ success: z.literal(true) });
