/** With all that a file may have, with eight joints a vertex, compressed by meshoptimizer and by Draco. */
export const HOSTILE_MODELS = ["full", "skin", "meshopt", "draco"] as const;

/** What came of one file at one door. */
export interface TakenFile {
  /** Which of the changed files. */
  file: number;
  model: (typeof HOSTILE_MODELS)[number];
  door: string;
  outcome: "done" | "refused" | "beyond the limits" | "broken";
  /** Of a refusal or a fault. */
  message: string;
  milliseconds: number;
  /** The most that the whole process with all its threads has held of the machine's memory until now, megabytes. */
  mostMb: number;
}

/** How many changed files a process is to take, of all models together. */
export interface HostileTask {
  files: number;
  seed: number;
  /** Where files may lie. */
  directory: string;
}
