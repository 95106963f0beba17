import type { TaskReport } from "./provider.ts";

/** Whether a report says that its task goes on. */
export function isUnderWay<Report extends Pick<TaskReport, "status">>(report: Report): report is Extract<Report, { status: "PENDING" | "IN_PROGRESS" }> {
  return report.status === "PENDING" || report.status === "IN_PROGRESS";
}
