import { parentPort } from "node:worker_threads";
import { generateModel } from "../generate-model.ts";
import { GeneratorError } from "../generator-error.ts";
import type { GeneratorMessage, GeneratorTask } from "./generator-messages.ts";
import { sharpCodec } from "./sharp-codec.ts";

const port = parentPort;
if (!port) throw new Error("This file is the entry of a worker thread.");

port.on("message", (task: GeneratorTask) => void make(task));

function send(message: GeneratorMessage, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

async function make({ views, options: { wantsPreview, ...options } }: GeneratorTask): Promise<void> {
  try {
    const result = await generateModel(views, sharpCodec, {
      ...options,
      onProgress: (progress) => send({ type: "progress", ...progress }),
      ...(wantsPreview ? { onPreview: (glb: Uint8Array) => send({ type: "preview", glb }) } : {}),
    });
    const owned = { ...result, glb: Uint8Array.from(result.glb), thumbnail: Uint8Array.from(result.thumbnail) };
    send({ type: "result", result: owned }, [owned.glb.buffer, owned.thumbnail.buffer]);
  } catch (error) {
    send(failureOf(error));
  }
}

function failureOf(error: unknown): GeneratorMessage {
  if (error instanceof GeneratorError) return { type: "failure", code: error.code, message: error.message, view: error.view };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError && /allocation|array length|array buffer/i.test(message)) {
    return { type: "failure", code: "out_of_memory", message: "There was not enough memory for this model. Try smaller photos or a smaller grid.", view: undefined };
  }
  if (error instanceof RangeError) return { type: "bad-option", message };
  return { type: "failure", code: "internal", message: `The model could not be made: ${message}`, view: undefined };
}
