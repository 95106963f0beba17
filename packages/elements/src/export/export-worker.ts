/** The thread in which one file is made, and which ends with it. */
import { failureOf, listLocally, makeLocally } from "./make-locally.ts";
import type { LocalAnswer, LocalQuestion } from "./local-files.ts";

function tell(answer: LocalAnswer): void {
  self.postMessage(answer);
}

self.addEventListener("message", ({ data }: MessageEvent<LocalQuestion>) => {
  if (data.ask === "formats") return tell({ formats: listLocally(data.model) });
  makeLocally(data.request, { onProgress: (progress) => tell({ progress }) }).then(
    (made) => tell({ made }),
    (error: unknown) => tell({ failure: failureOf(error) }),
  );
});
