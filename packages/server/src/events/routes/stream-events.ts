import { PATHS, STREAM_OPEN_EVENT, STREAM_RESET_EVENT } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { findStreamPosition } from "../event-service.ts";

const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 2_000;
/** A reader that is this far behind is cut off; it comes back and goes on from the last event it has. */
const MAX_UNREAD_BYTES = 1024 * 1024;

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
    const header = request.get("last-event-id");
    const { after, isLost } = await findStreamPosition(context.database, userId, header === undefined ? query.lastEventId : resumeAfterHeader(header));

    response.status(200);
    response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
    response.setHeader("Cache-Control", "no-store, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    if (request.method === "HEAD") {
      response.end();
      return undefined;
    }
    response.flushHeaders();
    const write = (text: string) => {
      response.write(text);
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    };
    const send = (id: number, type: string, data: object) => write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    write(`retry: ${RECONNECT_MS}\n\n`);
    if (isLost) send(after, STREAM_RESET_EVENT, {});
    send(after, STREAM_OPEN_EVENT, {});

    const unsubscribe = context.events.subscribe(userId, after, ({ id, event }) => send(id, event.type, event), () => response.end());
    const forget = context.events.onClose(() => response.end());
    const heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);
    response.on("close", () => {
      clearInterval(heartbeat);
      unsubscribe();
      forget();
    });
    return undefined;
  },
});
