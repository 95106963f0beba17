import { z } from "zod";
import type { TaskReport } from "../providers/provider.ts";

/** What the inbox keeps of a report: how far the task is, or that it has ended. Addresses, messages and costs of a delivery are never used, so they are not kept. */
export type StoredReport = Extract<TaskReport, { status: "PENDING" | "IN_PROGRESS" }> | { status: "SUCCEEDED" | "FAILED" | "EXPIRED" | "GONE" };

export const storedReportSchema: z.ZodType<StoredReport> = z.discriminatedUnion("status", [
  z.object({ status: z.literal("PENDING"), queuePlace: z.number().int().nullable().catch(null) }),
  z.object({ status: z.literal("IN_PROGRESS"), progress: z.number().catch(0) }),
  z.object({ status: z.enum(["SUCCEEDED", "FAILED", "EXPIRED", "GONE"]) }),
]);
