/** The thread in which one file is made, and which ends with it. */
import { failureOf, foreseeLocally, listLocally, makeLocally } from "./make-locally.ts";
import type { LocalAnswer, LocalQuestion } from "./local-files.ts";

function tell(answer: LocalAnswer): void {
  self.postMessage(answer);
}

self.addEventListener("message", ({ data }: MessageEvent<LocalQuestion>) => {
  if (data.ask === "formats") return tell({ formats: listLocally(data.model) });
  const answer = data.ask === "foresee" ? foreseeLocally(data.request).then((cards) => ({ cards })) : makeLocally(data.request, { onProgress: (progress) => tell({ progress }) }).then((made) => ({ made }));
  answer.then(tell, (error: unknown) => tell({ failure: failureOf(error) }));
});
