/** The whole of a body as a file, which the browser keeps where it likes, telling how much of it is there. */
export async function collectBody(response: Response, onLoaded: (bytes: number) => void): Promise<Blob> {
  let loaded = 0;
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      onLoaded(loaded);
      controller.enqueue(chunk);
    },
  });
  const headers = { "Content-Type": response.headers.get("Content-Type") ?? "application/octet-stream" };
  return new Response(response.body?.pipeThrough(count) ?? null, { headers }).blob();
}
