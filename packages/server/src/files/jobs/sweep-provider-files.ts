import { defineSweep } from "../../queue/define-sweep.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { sweepProviderFiles } from "../sweep-provider-files.ts";

/** Every minute: files that still lie with a service and that no job is left for, and those that are about to be lost. */
export function sweepProviderFilesJob(context: ServiceContext): JobDefinition {
  return defineSweep({
    name: "sweep-provider-files",
    schedule: "* * * * *",
    sweep: (signal) => sweepProviderFiles(context, signal),
  });
}
