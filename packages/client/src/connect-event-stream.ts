import { PATHS, STREAM_EVENT_TYPES, STREAM_OPEN_EVENT, STREAM_RESET_EVENT, type StreamEvent } from "@model-3d/contract";
import type { ResolvedModel3DClientOptions } from "./client-options.ts";
import { readServerSentEvents } from "./read-server-sent-events.ts";
import { unexpectedAnswer, type Transport } from "./transport.ts";

/** Where a stream goes on after a break. */
export interface StreamPosition {
  lastEventId: string | null;
  /** Pause that the server asks for between attempts. */
  retryMs: number | null;
}

export interface ConnectionListener {
  onOpen(isResumed: boolean): void;
  onGap(): void;
  onEvent(event: StreamEvent): void;
}

/** Holds one connection until it ends, fails or falls silent; writes into `position` how far it came. */
export async function connectEventStream(
  transport: Transport,
  { clock, stream: { heartbeatTimeoutMs } }: ResolvedModel3DClientOptions,
  position: StreamPosition,
  listener: ConnectionListener,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  let cancelTimeout = (): void => undefined;
  const restartTimeout = (): void => {
    cancelTimeout();
    cancelTimeout = clock.schedule(() => silence.abort(), heartbeatTimeoutMs);
  };
  restartTimeout();
  const isResumed = position.lastEventId !== null;
  const headers: Record<string, string> = { Accept: "text/event-stream", "Cache-Control": "no-cache" };
  if (position.lastEventId !== null) headers["Last-Event-ID"] = position.lastEventId;
  try {
    const ended = AbortSignal.any([signal, silence.signal]);
    const response = await transport.send(PATHS.modelEvents, { headers, signal: ended });
    if (response.body === null || !response.headers.get("Content-Type")?.startsWith("text/event-stream")) throw unexpectedAnswer(response.status);
    let isOpen = false;
    for await (const { name, data, id, retryMs } of readServerSentEvents(response.body, restartTimeout, ended)) {
      if (id !== null) position.lastEventId = id;
      if (retryMs !== null) position.retryMs = retryMs;
      if (!isOpen) {
        isOpen = true;
        listener.onOpen(isResumed);
      }
      if (name === STREAM_OPEN_EVENT) continue;
      if (name === STREAM_RESET_EVENT) listener.onGap();
      else {
        const event = parseStreamEvent(name, data);
        if (event !== null) listener.onEvent(event);
      }
    }
  } finally {
    cancelTimeout();
    silence.abort();
  }
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(STREAM_EVENT_TYPES);

/** Events of a newer server, whose names are not known here, are passed over. */
function parseStreamEvent(name: string, data: string): StreamEvent | null {
  if (!KNOWN_TYPES.has(name)) return null;
  try {
    const event: unknown = JSON.parse(data);
    return isStreamEvent(event) ? event : null;
  } catch {
    return null;
  }
}

function isStreamEvent(event: unknown): event is StreamEvent {
  if (typeof event !== "object" || event === null || !("type" in event) || typeof event.type !== "string") return false;
  const about = "model" in event ? event.model : "export" in event ? event.export : "batch" in event ? event.batch : undefined;
  return KNOWN_TYPES.has(event.type) && (about === undefined ? "balance" in event : typeof about === "object" && about !== null);
}
