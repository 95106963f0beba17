import { runTests } from "./run-tests.ts";

addEventListener("message", ({ data }: MessageEvent<readonly string[]>) => {
  void runTests(data, (report) => postMessage({ report })).then(
    () => postMessage({ isEnd: true }),
    (error: unknown) => postMessage({ error }),
  );
});
