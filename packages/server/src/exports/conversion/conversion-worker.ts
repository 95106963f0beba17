import { parentPort } from "node:worker_threads";
import { convertFile } from "./convert-file.ts";
import type { ConversionMessage, ConversionTask } from "./conversion-messages.ts";
import { explainRefusal } from "./explain-refusal.ts";

const port = parentPort;
if (!port) throw new Error("This file is the entry of a worker thread.");
const tell = (message: ConversionMessage) => port.postMessage(message);

async function make(task: ConversionTask): Promise<ConversionMessage> {
  try {
    return { type: "made", card: await convertFile(task, (share) => tell({ type: "progress", share })) };
  } catch (error) {
    const failure = explainRefusal(error);
    return failure ? { type: "refused", failure } : { type: "broken", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

port.on("message", (task: ConversionTask) => {
  void make(task).then(tell);
});
