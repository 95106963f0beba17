interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds of the processor that the thread had. */
  tdur?: number;
  args?: { name?: string };
}

/** What a browser's trace has to hold for `longestTaskMs`. */
export const TASK_CATEGORIES = ["disabled-by-default-devtools.timeline"];

/** The most that the main thread of a page worked in one go, by the processor's time: what else the machine does and who draws the pixels is left out. */
export function longestTaskMs(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const mains = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(threadOf));
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && event.tdur !== undefined && mains.has(threadOf(event)));
  if (tasks.length === 0) throw new Error("The trace has no tasks of the page.");
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
