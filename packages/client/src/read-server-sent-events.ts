export interface ServerSentEvent {
  /** Event name; `message` when the server gave none. */
  name: string;
  data: string;
  /** The last id seen on this stream so far. */
  id: string | null;
  /** Milliseconds to wait before the next attempt, if the server has said so. */
  retryMs: number | null;
}

/**
 * Reads a body of `text/event-stream` as the HTML standard (server-sent events, "interpreting an event stream") says.
 * `onBytes` is called for every piece that arrives, comments included, so that silence can be noticed. It ends with the
 * body or with the signal.
 */
export async function* readServerSentEvents(body: ReadableStream<Uint8Array>, onBytes: () => void, signal?: AbortSignal): AsyncGenerator<ServerSentEvent, void> {
  const reader = body.getReader();
  // A `fetch` of the host's may have dropped the signal on its way.
  const end = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", end, { once: true });
  const decoder = new TextDecoder();
  let text = "";
  let name = "";
  let data: string[] = [];
  let id: string | null = null;
  let retryMs: number | null = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      text += decoder.decode(value, { stream: true });
      for (let end = lineEnd(text); end !== null; end = lineEnd(text)) {
        const line = text.slice(0, end.start);
        text = text.slice(end.next);
        if (line === "") {
          if (data.length > 0) yield { name: name === "" ? "message" : name, data: data.join("\n"), id, retryMs };
          name = "";
          data = [];
          continue;
        }
        const [field, content] = splitField(line);
        if (field === "data") data.push(content);
        else if (field === "event") name = content;
        else if (field === "id" && !content.includes("\0")) id = content;
        else if (field === "retry" && /^\d+$/.test(content)) retryMs = Number(content);
      }
    }
  } finally {
    signal?.removeEventListener("abort", end);
    await reader.cancel().catch(() => undefined);
  }
}

/** A carriage return at the very end may be half of a CRLF, so it waits for the next piece. */
function lineEnd(text: string): { start: number; next: number } | null {
  const match = /\r\n|\n|\r(?!$)/.exec(text);
  return match === null ? null : { start: match.index, next: match.index + match[0].length };
}

function splitField(line: string): [field: string, content: string] {
  const colon = line.indexOf(":");
  if (colon === -1) return [line, ""];
  return [line.slice(0, colon), line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1)];
}
