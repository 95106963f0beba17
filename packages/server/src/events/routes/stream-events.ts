import { PATHS, STREAM_OPEN_EVENT, STREAM_RESET_EVENT } from "@model-3d/contract";
import type { Response } from "express";
import { z } from "zod";
import { ApiError } from "../../http/api-error.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { findStreamPosition } from "../event-service.ts";
import { formatEvent } from "../event-texts.ts";

const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 2_000;
/** A reader that takes nothing during so many heartbeats is cut off; where it is still there, it comes back and goes on from the last event it has. */
const MAX_IDLE_HEARTBEATS = 4;

const eventId = z.string().regex(/^\d{1,15}$/, "must be the id of an event").transform(Number);

/** What a header can't be read as an id is a place that nobody knows: the reader is told to ask for everything anew. */
function resumeAfterHeader(header: string): number {
  const parsed = eventId.safeParse(header);
  return parsed.success ? parsed.data : Number.POSITIVE_INFINITY;
}

/** `GET /model-events`: server-sent events of the caller's models and credits. `Last-Event-ID` resumes without a gap. */
export const streamEvents = defineEndpoint({
  method: "get",
  path: PATHS.modelEvents,
  who: "user",
  summary: "Follow your models and credits as they change (server-sent events)",
  query: z.object({ lastEventId: eventId.optional() }),
  answerType: "text/event-stream",
  errors: ["invalid_request"],
  async handle({ context, userId, query, request, response }) {
    if (request.method === "HEAD") {
      prepareStream(response);
      response.end();
      return undefined;
    }
    let idleHeartbeats = 0;
    const beat = () => {
      idleHeartbeats = response.writableNeedDrain ? idleHeartbeats + 1 : 0;
      if (idleHeartbeats === 0) response.write(": still here\n\n");
      else if (idleHeartbeats === MAX_IDLE_HEARTBEATS) response.destroy();
    };
    let heartbeat: NodeJS.Timeout | undefined;
    const stream = context.events.subscribe(userId, { take: (text) => response.write(text), fail: () => end() });
    const leave = () => {
      clearInterval(heartbeat);
      stream.end();
      stopWaitingForClose();
    };
    let isClosing = false;
    const end = () => {
      leave();
      if (response.headersSent) response.end();
      else isClosing = true;
    };
    const stopWaitingForClose = context.events.onClose(end);
    response.on("close", leave);

    const header = request.get("last-event-id");
    const { after, isLost } = await findStreamPosition(context.database, userId, header === undefined ? query.lastEventId : resumeAfterHeader(header));
    // An empty stream would be taken for a page of another kind, and not be asked for again.
    if (isClosing) throw new ApiError("service_unavailable");
    // Whoever has gone in the meantime, also before anybody listened for it, must not be followed.
    if (response.destroyed || response.writableEnded) {
      leave();
      return undefined;
    }
    prepareStream(response);
    response.on("drain", () => stream.goOn());
    heartbeat = setInterval(beat, HEARTBEAT_MS);
    response.write(`retry: ${RECONNECT_MS}\n\n${isLost ? formatEvent(after, STREAM_RESET_EVENT, {}) : ""}${formatEvent(after, STREAM_OPEN_EVENT, {})}`);
    stream.start(after);
    return undefined;
  },
});

function prepareStream(response: Response): void {
  response.status(200);
  response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  response.setHeader("Cache-Control", "no-store, no-transform");
  response.setHeader("X-Accel-Buffering", "no");
}
