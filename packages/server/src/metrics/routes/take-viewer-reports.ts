import { PATHS, viewerReportsAnswerSchema, viewerReportsRequestSchema } from "@model-3d/contract";
import { notFound } from "../../http/api-error.ts";
import { defineEndpoint } from "../../http/endpoint.ts";

/** Counted and forgotten: who sent a report is asked only so that strangers can't make up figures. */
export const takeViewerReports = defineEndpoint({
  method: "post",
  path: PATHS.viewerReports,
  who: "user",
  summary: "How long viewers took to show their models, and why some did not, where the host has turned it on",
  body: viewerReportsRequestSchema,
  answer: viewerReportsAnswerSchema,
  errors: ["not_found"],
  async handle({ context, body }) {
    if (!context.options.viewerReports) throw notFound();
    for (const report of body.reports) {
      if (report.kind === "load") context.metrics.observe("viewer_load", report.seconds, { quality: report.quality });
      else context.metrics.count("viewer_faults", { fault: report.fault });
    }
    return { success: true };
  },
});
