import type { RouteTimes } from "./route-watch.ts";
import type { ProcessorTimes } from "./watch-processor.ts";
import type { ServiceWatch } from "./watch-service.ts";

/** What was seen of a run from the start of its workers to their end. */
export interface RunPart {
  /** Models that had been made when it ended, of the parts before it too. */
  made: number;
  seconds: number;
  service: Pick<ServiceWatch, "mostOpen" | "mostInASecond" | "refusals">;
  routes: Record<string, RouteTimes>;
  /** Of each process, in MB, over time. */
  memory: Record<string, number[]>;
  /** The same of their objects alone, without what is garbage. */
  heap: Record<string, number[]>;
  /** In milliseconds. */
  processor: ProcessorTimes;
}
