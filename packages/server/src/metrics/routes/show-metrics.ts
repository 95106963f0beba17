import { PATHS } from "@model-3d/contract";
import { notFound } from "../../http/api-error.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readStates } from "../read-states.ts";

/** Figures only: no user, no name and no address is among them. A host that wants them for itself guards the path before the router. */
export const showMetrics = defineEndpoint({
  method: "get",
  path: PATHS.metrics,
  who: "anyone",
  summary: "Figures for Prometheus, where the host has turned them on",
  answerType: "text/plain",
  errors: ["not_found"],
  async handle({ context, response }) {
    if (!context.options.metrics) throw notFound();
    context.metrics.setStates(await readStates(context));
    response.setHeader("Content-Type", context.metrics.contentType);
    response.end(await context.metrics.toText());
    return undefined;
  },
});
