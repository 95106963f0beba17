import type { GlbFault } from "@model-3d/mesh/checks";
import type { GlbSummary } from "./inspect-glb.ts";

/** What the thread that checks is sent for each file. */
export interface GlbTask {
  path: string;
}

/** What it answers to each. */
export type GlbMessage = { type: "valid"; summary: GlbSummary } | { type: "invalid"; fault: GlbFault; message: string } | { type: "failed"; message: string };
