/** A page's stream of events. */
export interface HeardStream {
  /** Numbers of the events that have come, in order. */
  ids(): number[];
  /** All that has come, as it came. */
  text(): string;
  leave(): Promise<void>;
}

/** Opens a user's stream, from the beginning or after the last event that is known, and goes on reading it. */
export async function readStream(url: string, user: string, lastId?: number): Promise<HeardStream> {
  const leave = new AbortController();
  const answer = await fetch(`${url}/api/model-events`, { headers: { "x-user": user, ...(lastId !== undefined && { "last-event-id": String(lastId) }) }, signal: leave.signal });
  if (!answer.body) throw new Error("The stream has no body.");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard += value;
    }
  })().catch(() => undefined);
  return {
    text: () => heard,
    // The first block only says where the stream begins.
    ids: () => [...heard.matchAll(/^id: (\d+)\nevent: (?!stream\.)/gm)].map(([, id]) => Number(id)),
    async leave() {
      leave.abort();
      await reading;
    },
  };
}
