import type { IncomingMessage } from "node:http";
import { badRequest, MeshyError } from "./meshy-error.ts";

const MAX_BODY_BYTES = 100 * 1024 * 1024;

/** @throws `MeshyError` 400 for what is no JSON, 413 for more than 100 MB. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY_BYTES) throw new MeshyError(413, "PayloadTooLarge: The request is too large");
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8")) as unknown;
  } catch {
    throw badRequest("The request body is not valid JSON");
  }
}
