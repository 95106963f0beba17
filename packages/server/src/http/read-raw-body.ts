import type { Request } from "express";
import { ApiError } from "./api-error.ts";

export interface RawBodyOptions {
  maxBytes: number;
  /** Whether the very bytes that came are needed; otherwise a body that was parsed before us may be written as JSON again. */
  isExact: boolean;
}

const KEEP_BYTES = 'Mount the router before `express.json()`, or have it keep the bytes: `express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } })`.';

/**
 * The bytes of a request's body, whether or not the host has read it before.
 *
 * @throws ApiError `payload_too_large`; `invalid_request` when the host has read it and kept nothing that will do, or it did not arrive whole.
 */
export async function readRawBody(request: Request, { maxBytes, isExact }: RawBodyOptions): Promise<Uint8Array> {
  const tooLarge = () => new ApiError("payload_too_large", undefined, { limit: maxBytes });
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const bytes = keptBytes(request) ?? (wasRead(request) ? writeAgain(request.body, isExact) : await readStream(request, maxBytes, tooLarge));
  if (bytes.byteLength > maxBytes) throw tooLarge();
  return bytes;
}

/** What a parser of the host has kept: under `rawBody`, as `verify` and several platforms do, or as the body itself (`express.raw`, `express.text`). */
function keptBytes(request: Request): Uint8Array | null {
  const { rawBody } = request as Request & { rawBody?: unknown };
  for (const kept of [rawBody, request.body as unknown]) {
    if (kept instanceof Uint8Array) return kept;
    if (typeof kept === "string") return new TextEncoder().encode(kept);
  }
  return null;
}

const wasRead = (request: Request) => request.readableDidRead || request.readableEnded;

function writeAgain(body: unknown, isExact: boolean): Uint8Array {
  if (isExact) throw new ApiError("invalid_request", `The proof of this delivery is over its very bytes, and the host has parsed them before. ${KEEP_BYTES}`);
  if (typeof body !== "object" || body === null) throw new ApiError("invalid_request", `The host has read the body before and kept nothing of it. ${KEEP_BYTES}`);
  try {
    return new TextEncoder().encode(JSON.stringify(body));
  } catch {
    // Too deep to be written: nothing that a service sends.
    throw new ApiError("invalid_request", "The body is nested too deeply.");
  }
}

async function readStream(request: Request, maxBytes: number, tooLarge: () => ApiError): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off("data", onData);
      // What is still to come is let pass, so that the answer is heard.
      request.resume();
      reject(tooLarge());
    };
    const broken = () => reject(new ApiError("invalid_request", "The body did not arrive whole."));
    request.on("data", onData);
    request.once("end", () => {
      // The close that comes after each end is no news.
      request.off("close", broken);
      resolve(Buffer.concat(chunks));
    });
    request.once("error", broken);
    request.once("close", broken);
  });
}
