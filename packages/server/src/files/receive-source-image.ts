import { createReadStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { MAX_IMAGE_BYTES, VIEWS, type View } from "@model-3d/contract";
import busboy from "busboy";
import { ApiError } from "../http/api-error.ts";
import { joinSignals } from "../join-signals.ts";
import type { FileService } from "./file-service.ts";
import { inspectImage } from "./inspect-image.ts";
import { spoolFile, tooLarge, type SpooledFile } from "./spool-file.ts";

export interface ReceiveOptions {
  files: FileService;
  userId: string;
  signal?: AbortSignal;
}

export interface ReceivedImage {
  imageId: string;
  view: View;
  width: number;
  height: number;
  warnings: string[];
}

const MAX_FIELD_BYTES = 100;
/** Boundaries, headers and the small fields around the photo. */
const MAX_OVERHEAD_BYTES = 16 * 1024;
const LIMITS = { files: 1, fields: 4, parts: 6, fieldSize: MAX_FIELD_BYTES, fieldNameSize: MAX_FIELD_BYTES, headerPairs: 20, fileSize: MAX_IMAGE_BYTES + 1 } as const;

/** What is known of a photo before it is stored. */
export interface ReadPhoto {
  view: View;
  /** Of its bytes, in lower-case hex. */
  sha256: string;
}

interface Form {
  view: string | undefined;
  image: SpooledFile | undefined;
}

/**
 * Takes one photo as `multipart/form-data` (RFC 7578) with the fields `view` and `image`, in any order: streams it to a temporary file,
 * looks at it, and stores it for the user. Whatever goes wrong, also the client going away, nothing stays behind.
 *
 * @param decide says by what is known of the photo whether it is stored, and what is answered; stored and told of when left out
 * @throws `unsupported_media_type`, `invalid_request`, `payload_too_large` or what `inspectImage` or `decide` throws.
 */
export function receiveSourceImage(request: IncomingMessage, options: ReceiveOptions): Promise<ReceivedImage>;
export function receiveSourceImage<Answer>(request: IncomingMessage, options: ReceiveOptions, decide: (photo: ReadPhoto, store: () => Promise<ReceivedImage>) => Promise<Answer>): Promise<Answer>;
export async function receiveSourceImage(
  request: IncomingMessage,
  { files, userId, signal }: ReceiveOptions,
  decide: (photo: ReadPhoto, store: () => Promise<ReceivedImage>) => Promise<unknown> = (_photo, store) => store(),
): Promise<unknown> {
  const form = await readForm(request, files.temporaryDirectory, signal);
  try {
    const view = VIEWS.find((name) => name === form.view);
    if (view === undefined) throw invalid("view", `must be one of ${VIEWS.join(", ")}`);
    const { image } = form;
    if (image === undefined) throw invalid("image", "must be a photo, sent as a file");
    const { type, width, height, warnings } = await inspectImage(image.path, { view, signal });
    return await decide({ view, sha256: image.sha256 }, async () => {
      const { imageId } = await files.writeFile({
        userId,
        kind: "source_image",
        name: view,
        view,
        contentType: type,
        source: createReadStream(image.path),
        maxBytes: MAX_IMAGE_BYTES,
        width,
        height,
        signal,
      });
      if (imageId === null) throw new Error("A source image was stored without an id.");
      return { imageId, view, width, height, warnings };
    });
  } finally {
    await form.image?.remove();
  }
}

async function readForm(request: IncomingMessage, directory: string, outer: AbortSignal | undefined): Promise<Form> {
  if (!/^multipart\/form-data\s*;/i.test(request.headers["content-type"] ?? "")) {
    throw new ApiError("unsupported_media_type", "Send the photo as multipart/form-data with the fields `view` and `image`.");
  }
  if (Number(request.headers["content-length"] ?? 0) > MAX_IMAGE_BYTES + MAX_OVERHEAD_BYTES) {
    request.resume();
    throw tooLarge(MAX_IMAGE_BYTES);
  }
  const parser = openParser(request);
  const failure = new AbortController();
  const { signal, leave } = joinSignals(outer, failure.signal);
  const form: Form = { view: undefined, image: undefined };
  let spooling: Promise<SpooledFile> | undefined;
  const fail = (error: unknown) => failure.abort(error);
  const lost = () => fail(new ApiError("invalid_request", "The upload broke off before it was complete."));

  parser.on("field", (name, value, { valueTruncated }) => {
    if (name !== "view") return;
    if (form.view !== undefined || valueTruncated) fail(invalid("view", "must be given once"));
    form.view = value;
  });
  parser.on("file", (name, stream) => {
    // Destroying the parser fails the files within it, also those that nobody reads; without a listener that would end the process.
    stream.on("error", () => undefined);
    if (name !== "image" || spooling) {
      stream.resume();
      fail(invalid(name === "image" ? "image" : "form", 'may hold one file, named "image"'));
      return;
    }
    spooling = spoolFile(cutAtLimit(stream), { directory, maxBytes: MAX_IMAGE_BYTES, signal });
    spooling.catch(fail);
  });
  for (const event of ["filesLimit", "fieldsLimit", "partsLimit"] as const) parser.on(event, () => fail(invalid("form", "must have two parts: `view`, and one file named `image`")));

  try {
    await new Promise<void>((resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      parser.once("close", resolve);
      parser.once("error", (error) => reject(new ApiError("invalid_request", "The form cannot be read. Send it as a browser would.", {}, { cause: error })));
      request.once("aborted", lost);
      request.once("error", lost);
      request.once("close", () => {
        if (!request.complete) lost();
      });
      request.pipe(parser);
    });
    form.image = await spooling;
    if (signal.aborted) throw signal.reason;
    return form;
  } catch (error) {
    fail(error);
    request.unpipe(parser);
    // What is still on its way is thrown away, so that the client can finish sending and read the answer.
    request.resume();
    parser.destroy();
    const spooled = await spooling?.catch(() => undefined);
    await spooled?.remove();
    throw outer?.aborted ? outer.reason : error;
  } finally {
    leave();
  }
}

function openParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, limits: LIMITS });
  } catch (error) {
    request.resume();
    throw new ApiError("invalid_request", "The form has no boundary between its parts. Send it as a browser would.", {}, { cause: error });
  }
}

// busboy ends a file at its limit as if it were whole.
function cutAtLimit(stream: Readable): Readable {
  stream.once("limit", () => stream.destroy(tooLarge(MAX_IMAGE_BYTES)));
  return stream;
}

function invalid(path: string, message: string): ApiError {
  return new ApiError("invalid_request", `${path}: ${message}.`, { issues: [{ path, message }] });
}
