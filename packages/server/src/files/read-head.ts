import { Readable } from "node:stream";

/** The first bytes of a stream, as many as asked for or all there are, and a stream that gives everything, these included. */
export async function readHead(source: Readable, bytes: number): Promise<{ head: Buffer; whole: Readable }> {
  const chunks: Buffer[] = [];
  let length = 0;
  let ended = true;
  // `iterator` so that leaving the loop does not destroy the stream.
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < bytes) continue;
    ended = false;
    break;
  }
  const read = Buffer.concat(chunks);
  if (ended) return { head: read.subarray(0, bytes), whole: Readable.from([read], { objectMode: false }) };
  source.unshift(read);
  return { head: read.subarray(0, bytes), whole: source };
}
