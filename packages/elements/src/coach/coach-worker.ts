/** The thread in which photos are measured: one at a time, so that a phone holds the pixels of one photo only. */
import type { CoachReply, CoachRequest } from "./coach-requests.ts";
import { PhotoExaminer } from "./photo-examiner.ts";

const examiner = new PhotoExaminer();
const cancelled = new Set<number>();
let queue: Promise<void> = Promise.resolve();

function reply(answer: CoachReply): void {
  self.postMessage(answer);
}

/** Lets a message come in that ends the work. */
async function pauseFor(id: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  if (cancelled.delete(id)) throw new DOMException("The photo is no longer asked for.", "AbortError");
}

self.addEventListener("message", ({ data }: MessageEvent<CoachRequest>) => {
  if (data.ask === "cancel") cancelled.add(data.of);
  else if (data.ask === "forget") examiner.forget(data.key);
  else queue = queue.then(() => answer(data));
});

async function answer(request: Exclude<CoachRequest, { ask: "cancel" | "forget" }>): Promise<void> {
  const { id } = request;
  try {
    if (request.ask === "judge") return reply({ id, findings: examiner.judge(request.keys) });
    await pauseFor(id);
    reply({ id, examination: await examiner.examine(request.key, request.source, () => pauseFor(id)) });
  } catch (error) {
    reply({ id, failure: error instanceof Error ? error.message : String(error) });
  }
}
