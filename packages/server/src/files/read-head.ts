import type { Readable } from "node:stream";

/**
 * The first bytes of a stream: as many as asked for or a few more, or all there are, and then `readableEnded` is true. They are taken out of
 * the stream, which goes on after them.
 */
export async function readHead(source: Readable, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop of the usual iterator would destroy the stream.
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(chunks);
}
