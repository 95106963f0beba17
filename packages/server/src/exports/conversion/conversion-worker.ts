import { parentPort } from "node:worker_threads";
import { explainRefusal } from "@model-3d/mesh";
import type { FileMessage, FileTask } from "./conversion-messages.ts";
import { workOnFile } from "./work-on-file.ts";

const port = parentPort;
if (!port) throw new Error("This file is the entry of a worker thread.");
const tell = (message: FileMessage) => port.postMessage(message);

async function make(task: FileTask): Promise<FileMessage> {
  try {
    return { type: "made", result: await workOnFile(task, (share) => tell({ type: "progress", share })) };
  } catch (error) {
    const failure = explainRefusal(error);
    return failure ? { type: "refused", failure } : { type: "broken", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

port.on("message", (task: FileTask) => {
  void make(task).then(tell);
});
