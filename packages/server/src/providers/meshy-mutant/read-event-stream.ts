export interface StreamedEvent {
  /** `message` when the server gave none. */
  name: string;
  data: string;
}

/** What comes without an end, or in events larger than these, is no event stream that one should go on reading. */
const MAX_EVENT_CHARACTERS = 1024 * 1024;
const LINE_END = /\r\n|\n|\r(?!$)/g;

/**
 * Reads a body of `text/event-stream` as the HTML standard says (server-sent events, "interpreting an event stream"), without ids and
 * pauses: this stream can't be resumed. Comments, which keep a connection alive, give nothing.
 *
 * @throws RangeError for an event of more than a million characters, and whatever the body throws.
 */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamedEvent, void> {
  const decoder = new TextDecoder();
  let rest = "";
  let name = "";
  let data: string[] = [];
  let length = 0;
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    let start = 0;
    // A carriage return at the very end may be half of a line's end, so it waits for the next piece.
    for (const end of rest.matchAll(LINE_END)) {
      const line = rest.slice(start, end.index);
      start = end.index + end[0].length;
      length += line.length;
      if (line === "") {
        if (data.length > 0) yield { name: name === "" ? "message" : name, data: data.join("\n") };
        name = "";
        data = [];
        length = 0;
        continue;
      }
      const [field, content] = splitField(line);
      if (field === "data") data.push(content);
      else if (field === "event") name = content;
    }
    rest = rest.slice(start);
    if (length + rest.length > MAX_EVENT_CHARACTERS) throw new RangeError("An event of a stream is too large.");
  }
}

function splitField(line: string): [field: string, content: string] {
  const colon = line.indexOf(":");
  if (colon === -1) return [line, ""];
  return [line.slice(0, colon), line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1)];
}
