import { parentPort, workerData } from "node:worker_threads";
import { InvalidGlbError } from "@model-3d/mesh/checks";
import type { GlbLimits } from "./glb-limits.ts";
import type { GlbMessage, GlbTask } from "./glb-messages.ts";
import { inspectGlb } from "./inspect-glb.ts";

const port = parentPort;
if (!port) throw new Error("This file is the entry of a worker thread.");
const limits: GlbLimits = workerData;

async function judge(path: string): Promise<GlbMessage> {
  try {
    return { type: "valid", summary: await inspectGlb(path, limits) };
  } catch (error) {
    if (error instanceof InvalidGlbError) return { type: "invalid", fault: error.fault, message: error.message };
    // A stack that ran out is the content's doing; the rest is the disk's or this thread's, such as a file that is gone.
    if (error instanceof RangeError) return { type: "invalid", fault: "gave_up", message: "Its check ran out of stack or memory." };
    return { type: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

port.on("message", ({ path }: GlbTask) => {
  void judge(path).then((message) => port.postMessage(message));
});
