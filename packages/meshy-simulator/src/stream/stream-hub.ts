import type { IncomingMessage, ServerResponse } from "node:http";
import { MeshyError } from "../http/meshy-error.ts";
import type { Schedule } from "../schedule.ts";
import type { PresentTask } from "../tasks/present-task.ts";
import { isFinal, type Task } from "../tasks/task.ts";

/** The open event streams. */
export interface StreamHub {
  /** Streams opened so far. */
  readonly opened: number;
  readonly open: number;
  /** Answers with the task's events until it has ended. An error is sent as an event, after a 200. */
  serve(find: () => Task, request: IncomingMessage, response: ServerResponse): void;
  /** Sends an update to whoever listens. */
  tell(task: Task): void;
  /** Says that the task is gone. */
  end(task: Task): void;
  close(): void;
}

export interface StreamHubOptions {
  schedule: Schedule;
  present: PresentTask;
  speed: number;
}

const KEEP_ALIVE_MS = 10_000;

interface Listener {
  response: ServerResponse;
  sent: number;
  stopKeepAlive(): void;
}

export function createStreamHub({ schedule, present, speed }: StreamHubOptions): StreamHub {
  const listeners = new Map<Task, Set<Listener>>();
  let opened = 0;

  function message(task: Task, listener: Listener): void {
    const event = `event: message\ndata: ${JSON.stringify(present.partly(task))}\n\n`;
    listener.sent++;
    if (listener.sent > 1 && task.faults.take("stream-cut")) {
      listener.response.write(event.slice(0, event.length / 2), () => listener.response.destroy());
      leave(task, listener);
    } else if (listener.sent > 1 && task.faults.take("stream-error")) {
      fail(listener.response, new MeshyError(500, "InternalError: The stream was interrupted"));
      leave(task, listener);
    } else {
      listener.response.write(event);
      if (isFinal(task)) finish(task, listener);
    }
  }

  function finish(task: Task, listener: Listener): void {
    listener.response.end();
    leave(task, listener);
  }

  function leave(task: Task, listener: Listener): void {
    listener.stopKeepAlive();
    const others = listeners.get(task);
    others?.delete(listener);
    if (others?.size === 0) listeners.delete(task);
  }

  function keepAlive(task: Task, listener: Listener): void {
    listener.stopKeepAlive = schedule.after(KEEP_ALIVE_MS / speed, () => {
      listener.response.write(": keep-alive\n\n");
      keepAlive(task, listener);
      message(task, listener);
    });
  }

  function serve(find: () => Task, request: IncomingMessage, response: ServerResponse): void {
    opened++;
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache", connection: "keep-alive" });
    response.write(": connected\n\n");
    try {
      const task = find();
      const listener: Listener = { response, sent: 0, stopKeepAlive: () => undefined };
      listeners.set(task, (listeners.get(task) ?? new Set()).add(listener));
      request.on("close", () => leave(task, listener));
      response.on("close", () => leave(task, listener));
      keepAlive(task, listener);
      message(task, listener);
    } catch (error) {
      if (!(error instanceof MeshyError)) throw error;
      fail(response, error);
    }
  }

  return {
    get opened() {
      return opened;
    },
    get open() {
      return [...listeners.values()].reduce((count, some) => count + some.size, 0);
    },
    serve,
    tell(task) {
      for (const listener of [...(listeners.get(task) ?? [])]) message(task, listener);
    },
    end(task) {
      for (const listener of [...(listeners.get(task) ?? [])]) {
        fail(listener.response, new MeshyError(404, "NotFound: Task not found"));
        leave(task, listener);
      }
    },
    close() {
      for (const [task, some] of listeners) for (const listener of [...some]) finish(task, listener);
    },
  };
}

function fail(response: ServerResponse, { status, message }: MeshyError): void {
  response.end(`event: error\ndata: ${JSON.stringify({ status_code: status, message })}\n\n`);
}
