import { SpanStatusCode, trace, type Attributes, type Context, type SpanKind, context as contexts } from "@opentelemetry/api";
import { VERSION } from "../version.ts";

export interface SpanOptions {
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** What it belongs to; what is under way when left out. */
  readonly parent?: Context;
  /** Whether an error is one of this program's, or its services', and not the caller's. Default: each is. */
  isFault?(error: unknown): boolean;
}

/**
 * Does the work inside a span of OpenTelemetry's API, which is nothing at all where the host has set up no tracing. A failure is noted on the
 * span by its name, never by its text, which may hold what is nobody's business.
 */
export function inSpan<T>(name: string, { kind, attributes, parent = contexts.active(), isFault = () => true }: SpanOptions, work: () => Promise<T>): Promise<T> {
  return trace.getTracer("model-3d", VERSION).startActiveSpan(name, { kind, attributes }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      if (isFault(error)) span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
      throw error;
    } finally {
      span.end();
    }
  });
}
