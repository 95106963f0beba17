import { streamEventSchema, STREAM_OPEN_EVENT, type StreamEvent } from "@model-3d/contract";

/** The event streams of an API in memory, which can be resumed at any event. */
export class FakeEventStream {
  #lastId = 0;
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #sent: { id: number; text: string }[] = [];

  /** How many streams are open. */
  get count(): number {
    return this.#streams.size;
  }

  /** Sends one event to every open stream and keeps it for those who resume. */
  send(event: StreamEvent): void {
    const text = `event: ${event.type}\nid: ${++this.#lastId}\ndata: ${JSON.stringify(streamEventSchema.parse(event))}\n\n`;
    this.#sent.push({ id: this.#lastId, text });
    this.sendText(text);
  }

  sendText(text: string): void {
    for (const stream of this.#streams) stream.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  /** Answers with a stream that begins after the event that the request names, or else with the next one. */
  open(request: Request): Response {
    const lastId = Number(request.headers.get("Last-Event-ID") ?? this.#lastId);
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#streams.add(controller);
        const missed = this.#sent.filter(({ id }) => id > lastId).map(({ text }) => text);
        controller.enqueue(new TextEncoder().encode(`event: ${STREAM_OPEN_EVENT}\nid: ${lastId}\ndata: {}\n\n${missed.join("")}`));
      },
      cancel: () => void this.#streams.delete(own),
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}
