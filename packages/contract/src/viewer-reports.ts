import { z } from "zod";

/** Why a viewer shows no model. What the API refused is not among it: the server knows that by itself. */
export const VIEWER_FAULTS = ["no_webgl", "missing", "unreachable", "unreadable", "needs_wasm", "needs_blob", "context_lost"] as const;
export type ViewerFaultKind = (typeof VIEWER_FAULTS)[number];

/** Most reports of one request. */
export const MAX_VIEWER_REPORTS = 50;
const MAX_LOAD_S = 600;

/** What a page says of one of its viewers: how long its model took, or why there is none. Nobody and no model is named. */
export const viewerReportSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("load"),
    /** `low`: the light file that comes before the full one. */
    quality: z.enum(["low", "full"]),
    /** From when the viewer began to load until its model was shown. */
    seconds: z.number().min(0).max(MAX_LOAD_S),
  }),
  z.strictObject({ kind: z.literal("fault"), fault: z.enum(VIEWER_FAULTS) }),
]);
export type ViewerReport = z.infer<typeof viewerReportSchema>;

export const viewerReportsRequestSchema = z.strictObject({ reports: z.array(viewerReportSchema).min(1).max(MAX_VIEWER_REPORTS) });
export const viewerReportsAnswerSchema = z.object({ success: z.literal(true) });
