import type { StreamEvent } from "@model-3d/contract";

/** One event in the form of `text/event-stream`. */
export function formatEvent(id: number, name: string, data: object): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Events that follow each other, for readers who have different numbers of them: each text is made once, however many get it. */
export class EventTexts {
  readonly #events: readonly { id: number; event: StreamEvent }[];
  readonly #joined = new Map<number, string>();

  constructor(events: readonly { id: number; event: StreamEvent }[]) {
    this.#events = events;
  }

  /** Those with a larger number, joined; empty when there is none. */
  after(id: number): string {
    // Readers who have no event that is here or before get all of them.
    const known = Math.max(id, (this.#events[0]?.id ?? 0) - 1);
    let text = this.#joined.get(known);
    if (text === undefined) {
      text = this.#events.filter((one) => one.id > known).map((one) => formatEvent(one.id, one.event.type, one.event)).join("");
      this.#joined.set(known, text);
    }
    return text;
  }
}
