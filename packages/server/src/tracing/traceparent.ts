import { context as contexts, propagation, ROOT_CONTEXT, trace, type Context } from "@opentelemetry/api";

/** Longer ones than the standard's own are of a version to come, and are not kept. */
const FORM = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** What is under way, as one line that can be kept with a job or a row: `traceparent` of W3C Trace Context. `null` where nothing is traced. */
export function currentTraceparent(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(contexts.active(), carrier);
  return carrier.traceparent !== undefined && FORM.test(carrier.traceparent) ? carrier.traceparent : null;
}

/** What was under way when the line was kept; what is under way now where there is none. */
export function contextOf(traceparent: string | null | undefined): Context {
  return traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : contexts.active();
}

/** What a request belongs to: the host's own span of it, else what its sender names. */
export function contextOfRequest(headers: Readonly<Record<string, unknown>>): Context {
  const active = contexts.active();
  return trace.getSpan(active) ? active : propagation.extract(active, headers);
}
