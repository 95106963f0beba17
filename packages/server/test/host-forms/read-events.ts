export interface ReadEvent {
  id: number;
  name: string;
}

/** Reads an answer of server-sent events until it ends; what came so far is in `events`. */
export function readEvents(answer: Response): { events: ReadEvent[]; ended: Promise<void> } {
  const events: ReadEvent[] = [];
  const read = async () => {
    let text = "";
    for await (const chunk of answer.body ?? []) {
      text += new TextDecoder().decode(chunk);
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const name = /^event: (.*)$/m.exec(block)?.[1];
        if (name) events.push({ id: Number(/^id: (\d+)$/m.exec(block)?.[1]), name });
      }
    }
  };
  // A reader that goes breaks it off.
  return { events, ended: read().catch(() => {}) };
}
